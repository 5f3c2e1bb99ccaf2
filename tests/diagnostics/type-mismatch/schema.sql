CREATE TABLE nodes (
    id TEXT PRIMARY KEY,
    seen_at TEXT
);
