CREATE TABLE accounts (
    id TEXT PRIMARY KEY,
    balance INTEGER NOT NULL CHECK (balance >= 0)
);
INSERT INTO accounts VALUES ('ann', 100);

-- Each row is an effect.
CREATE TABLE payments (
    id INTEGER PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts (id),
    amount INTEGER NOT NULL,
    note TEXT UNIQUE
);

CREATE TABLE idempotency_keys (
    scope TEXT NOT NULL,
    idempotency_key TEXT NOT NULL CHECK (length(idempotency_key) BETWEEN 1 AND 128),
    body_sha256 BLOB NOT NULL CHECK (length(body_sha256) = 32),
    status INTEGER CHECK (status BETWEEN 200 AND 599),
    reply TEXT CHECK (json_valid(reply)),
    created_at INTEGER NOT NULL,
    PRIMARY KEY (scope, idempotency_key)
) STRICT, WITHOUT ROWID;
