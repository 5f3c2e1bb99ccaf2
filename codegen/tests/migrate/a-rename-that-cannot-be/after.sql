CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT,
    full_name TEXT -- renamed from: name
);
