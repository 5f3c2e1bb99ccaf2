CREATE TABLE nodes (
    id TEXT PRIMARY KEY,
    status TEXT NOT NULL,
    price REAL,
    last_active_at INTEGER NOT NULL
);
CREATE INDEX nodes_by_status ON nodes (status);
