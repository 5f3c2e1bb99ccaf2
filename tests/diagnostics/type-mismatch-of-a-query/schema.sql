CREATE TABLE bugs (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('open', 'closed')),
    priority INTEGER NOT NULL DEFAULT 0,
    photo BLOB,
    closed_at INTEGER
);
