-- `u` is copied: column `n` is another.
-- `p` is copied along: it refers to `u`, which is copied.
PRAGMA defer_foreign_keys = on;
CREATE TABLE new_u (id INTEGER PRIMARY KEY, email TEXT NOT NULL, n NOT NULL DEFAULT 0);
CREATE TABLE new_p (id INTEGER PRIMARY KEY, e TEXT REFERENCES new_u (email) ON DELETE CASCADE);
-- what is referred to, until all rows are here:
CREATE UNIQUE INDEX new_key_1 ON new_u (email);
INSERT INTO new_u (id, email, n)
SELECT id, email, COALESCE(n, 0)
FROM u;
INSERT INTO new_p (id, e)
SELECT id, e
FROM p;
DROP INDEX new_key_1;
DROP TABLE p;
DROP TABLE u;
ALTER TABLE new_u RENAME TO u;
ALTER TABLE new_p RENAME TO p;
CREATE UNIQUE INDEX ue ON u (email);
