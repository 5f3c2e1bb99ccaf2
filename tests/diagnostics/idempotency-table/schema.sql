CREATE TABLE replies (
    scope TEXT NOT NULL,
    body_sha256 TEXT NOT NULL,
    status INTEGER,
    reply TEXT NOT NULL,
    author TEXT NOT NULL,
    made_at INTEGER AS (unixepoch('2026-01-01') * 1000)
);
