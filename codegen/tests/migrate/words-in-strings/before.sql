CREATE TABLE t (id INTEGER PRIMARY KEY, b TEXT DEFAULT 'a virtual  b', c TEXT, CHECK (b <> 'x on delete no action y'));
