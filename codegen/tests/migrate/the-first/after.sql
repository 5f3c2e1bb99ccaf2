-- Who computes.
CREATE TABLE nodes (id TEXT PRIMARY KEY);
INSERT INTO nodes VALUES ('first');
