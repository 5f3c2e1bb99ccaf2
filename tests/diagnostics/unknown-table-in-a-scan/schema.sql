CREATE TABLE nodes (
    id TEXT PRIMARY KEY,
    status TEXT NOT NULL,
    region TEXT,
    last_active_at INTEGER NOT NULL
);
