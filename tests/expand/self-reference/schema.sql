CREATE TABLE folders (id TEXT PRIMARY KEY, parent TEXT REFERENCES folders (id));
