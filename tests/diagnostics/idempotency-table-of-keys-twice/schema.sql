CREATE TABLE replies (
    id INTEGER PRIMARY KEY,
    scope TEXT NOT NULL,
    idempotency_key TEXT NOT NULL UNIQUE,
    body_sha256 BLOB NOT NULL,
    status INTEGER,
    reply TEXT,
    created_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX replies_that_are_there ON replies (scope, idempotency_key) WHERE status IS NOT NULL;
