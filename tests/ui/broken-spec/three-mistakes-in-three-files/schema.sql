CREATE TABLE nodes (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL CHECK (ownr <> '')
);
