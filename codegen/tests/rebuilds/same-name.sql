PRAGMA defer_foreign_keys = ON;
CREATE TABLE backup AS SELECT * FROM parents;
DROP TABLE parents;
CREATE TABLE parents (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT '');
INSERT INTO parents (id, name) SELECT id, coalesce(name, '') FROM backup;
DROP TABLE backup;
