-- Lines that were written where a case does not see it, such as in a cron job.
CREATE TABLE journal (id INTEGER PRIMARY KEY, subject TEXT NOT NULL, line TEXT NOT NULL);
CREATE INDEX journal_subject ON journal (subject);
-- How many rows a statement reads depends on whether there is one before and after those that it wants.
INSERT INTO journal (subject, line) VALUES ('0', 'before all others'), ('zzzz', 'after all others');

-- Replies to requests with a key.
CREATE TABLE idempotency_keys (
    scope TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    body_sha256 BLOB NOT NULL CHECK (length(body_sha256) = 32),
    status INTEGER,
    reply TEXT CHECK (json_valid(reply)),
    created_at INTEGER NOT NULL,
    PRIMARY KEY (scope, idempotency_key)
) STRICT, WITHOUT ROWID;
