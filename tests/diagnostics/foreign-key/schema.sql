CREATE TABLE nodes (id TEXT PRIMARY KEY);
CREATE TABLE tasks (id TEXT PRIMARY KEY, node_id TEXT REFERENCES nodes (id));
INSERT INTO tasks VALUES ('t', 'missing');
