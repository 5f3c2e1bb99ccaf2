CREATE TABLE accounts (id INTEGER PRIMARY KEY, owner TEXT NOT NULL UNIQUE, level INTEGER NOT NULL DEFAULT 0 CHECK (level < 10));
CREATE TABLE entries (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES accounts (id),
    amount INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    note TEXT,
    proof BLOB
);
CREATE INDEX entries_account ON entries (account, id);
-- No affinity.
CREATE TABLE cells (id INTEGER PRIMARY KEY, cell, real REAL);
