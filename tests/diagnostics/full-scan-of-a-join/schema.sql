CREATE TABLE nodes (
    id TEXT PRIMARY KEY,
    status TEXT NOT NULL,
    region TEXT,
    last_active_at INTEGER NOT NULL
);

CREATE TABLE contributions (
    id INTEGER PRIMARY KEY,
    node_id TEXT NOT NULL REFERENCES nodes (id),
    amount INTEGER NOT NULL
);
