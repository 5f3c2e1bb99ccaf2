PRAGMA defer_foreign_keys=ON;
CREATE TABLE new_parents (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT '');
INSERT INTO new_parents (id, name) SELECT id, coalesce(name, '') FROM parents;
DROP TABLE parents;
ALTER TABLE new_parents RENAME TO parents;
PRAGMA defer_foreign_keys=OFF;
