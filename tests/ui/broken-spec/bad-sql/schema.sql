CREATE TABLE nodes (id TEXT PRIMARY KEY);
CREATE INDEX nodes_name ON nodes (nam);
