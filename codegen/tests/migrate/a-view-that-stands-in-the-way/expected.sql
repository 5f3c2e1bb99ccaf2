-- Loses column `b` of `t`, with all its values.
DROP VIEW broken;
DROP VIEW v;
ALTER TABLE t DROP COLUMN b;
CREATE VIEW v AS SELECT a FROM t;
CREATE VIEW broken AS SELECT x FROM missing;
