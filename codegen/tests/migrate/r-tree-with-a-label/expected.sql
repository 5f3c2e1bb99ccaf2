CREATE TABLE old_r AS SELECT id, a, b, label FROM r;
DROP TABLE r;
CREATE VIRTUAL TABLE r USING rtree(id, a, b, c, d, +label TEXT);
INSERT INTO r (id, a, b, label) SELECT id, a, b, label FROM old_r;
DROP TABLE old_r;
