-- The tables of one shard of the registry.

-- The nonces of signed requests, each a digest of it and its key: whoever repeats one repeats a request. Kept here and not in a cache, since the second
-- may come at the same time.
CREATE TABLE nonces (
    node_id TEXT NOT NULL,
    nonce TEXT NOT NULL CHECK (length(nonce) = 64),
    -- Until when a request with it could still be taken.
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (node_id, nonce)
) STRICT, WITHOUT ROWID;
