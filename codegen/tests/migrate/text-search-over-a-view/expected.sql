CREATE VIEW nv AS SELECT id, b FROM n;
CREATE VIRTUAL TABLE f USING fts5(b, content=nv, content_rowid=id);
INSERT INTO f (f) VALUES ('rebuild');
