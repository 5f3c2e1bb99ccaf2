-- `a` is copied: its keys or CHECKs are others.
-- `b` is copied: its keys or CHECKs are others.
PRAGMA defer_foreign_keys = on;
CREATE TABLE new_b (id INTEGER PRIMARY KEY, a_id INT REFERENCES new_a (id));
CREATE TABLE new_a (id INTEGER PRIMARY KEY, b_id INT REFERENCES new_b (id));
-- until all rows are here:
CREATE INDEX new_index_1 ON new_b (a_id);
INSERT INTO new_b (id, a_id)
SELECT id, a_id
FROM b;
INSERT INTO new_a (id, b_id)
SELECT id, b_id
FROM a;
DROP INDEX new_index_1;
DROP TABLE a;
DROP TABLE b;
ALTER TABLE new_b RENAME TO b;
ALTER TABLE new_a RENAME TO a;
