CREATE TABLE nodes (
    id TEXT PRIMARY KEY,
    created_at INTEGER
);
