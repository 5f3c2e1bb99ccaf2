DROP TABLE found;
CREATE TABLE old_own AS SELECT rowid AS "rowid", a, b FROM own;
DROP TABLE own;
CREATE VIRTUAL TABLE found USING fts5(title, body, content='notes', content_rowid='id');
INSERT INTO found (found) VALUES ('rebuild');
CREATE VIRTUAL TABLE own USING fts5(a, b, tokenize='porter');
INSERT INTO own (rowid, a, b) SELECT "rowid", a, b FROM old_own;
DROP TABLE old_own;
