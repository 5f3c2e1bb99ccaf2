PRAGMA defer_foreign_keys = ON;
PRAGMA legacy_alter_table = ON;
ALTER TABLE parents RENAME TO old_parents;
CREATE TABLE parents (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT '');
INSERT INTO parents (id, name) SELECT id, coalesce(name, '') FROM old_parents;
DROP TABLE old_parents;
