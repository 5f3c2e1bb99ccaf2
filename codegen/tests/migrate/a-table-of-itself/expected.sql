-- `tree` is copied: its keys or CHECKs are others.
PRAGMA defer_foreign_keys = on;
CREATE TABLE new_tree (id INTEGER PRIMARY KEY, up INTEGER REFERENCES new_tree(id) ON DELETE RESTRICT, name TEXT UNIQUE);
-- until all rows are here:
CREATE INDEX new_index_1 ON new_tree (up);
INSERT INTO new_tree (id, up, name)
SELECT id, up, name
FROM tree;
DROP INDEX new_index_1;
-- so that dropping is quick:
CREATE INDEX old_index_1 ON tree (up);
DROP TABLE tree;
ALTER TABLE new_tree RENAME TO tree;
