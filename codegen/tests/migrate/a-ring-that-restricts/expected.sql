-- `hens` is copied: its keys or CHECKs are others.
-- `eggs` is copied along: it refers to `hens`, which is copied.
PRAGMA defer_foreign_keys = on;
CREATE TABLE new_hens (id INTEGER PRIMARY KEY, egg TEXT NOT NULL REFERENCES new_eggs(id) ON DELETE RESTRICT, CHECK (id > 0));
CREATE TABLE new_eggs (id TEXT PRIMARY KEY, hen INTEGER NOT NULL REFERENCES new_hens(id) ON DELETE RESTRICT);
-- until all rows are here:
CREATE INDEX new_index_1 ON new_hens (egg);
INSERT INTO new_hens (id, egg)
SELECT id, egg
FROM hens;
INSERT INTO new_eggs (rowid, id, hen)
SELECT rowid, id, hen
FROM eggs;
DROP INDEX new_index_1;
-- so that dropping is quick:
CREATE INDEX old_index_1 ON hens (egg);
DROP TABLE eggs;
DROP TABLE hens;
ALTER TABLE new_hens RENAME TO hens;
ALTER TABLE new_eggs RENAME TO eggs;
