-- `t` is copied: column `a` is another.
CREATE TABLE new_t (id INTEGER PRIMARY KEY, a TEXT, CHECK (new_t.a > 0));
INSERT INTO new_t (id, a)
SELECT id, a
FROM t;
DROP TABLE t;
ALTER TABLE new_t RENAME TO t;
