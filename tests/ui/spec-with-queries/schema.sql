CREATE TABLE nodes (id TEXT PRIMARY KEY, name TEXT NOT NULL, note TEXT, weight INTEGER NOT NULL DEFAULT 1);
CREATE INDEX nodes_weight ON nodes (weight);
