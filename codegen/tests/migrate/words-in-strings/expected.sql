-- `t` is copied: column `b` is another.
CREATE TABLE new_t (id INTEGER PRIMARY KEY, b TEXT NOT NULL DEFAULT 'a virtual  b', c TEXT NOT NULL DEFAULT Foo, CHECK (b <> 'x y'));
INSERT INTO new_t (id, b, c)
SELECT id, COALESCE(b, 'a virtual  b'), COALESCE(c, 'Foo')
FROM t;
DROP TABLE t;
ALTER TABLE new_t RENAME TO t;
