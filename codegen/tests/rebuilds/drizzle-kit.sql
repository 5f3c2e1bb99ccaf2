PRAGMA foreign_keys=OFF;
CREATE TABLE __new_parents (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT '');
INSERT INTO __new_parents (id, name) SELECT id, coalesce(name, '') FROM parents;
DROP TABLE parents;
ALTER TABLE __new_parents RENAME TO parents;
PRAGMA foreign_keys=ON;
