CREATE TABLE nodes (id TEXT PRIMARY KEY);
CREATE TABLE wallets (
    id TEXT DEFAULT 'open,
    owner TEXT
);
