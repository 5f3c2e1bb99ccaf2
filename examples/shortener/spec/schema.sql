-- The links: the source of truth. What KV holds of them is a copy.
CREATE TABLE links (
    id         INTEGER PRIMARY KEY,        -- in the order in which they were made
    slug       TEXT NOT NULL UNIQUE,       -- what stands behind the slash
    url        TEXT NOT NULL,              -- where it leads
    hits       INTEGER NOT NULL DEFAULT 0, -- how often it was followed
    created_at INTEGER NOT NULL
) STRICT;
