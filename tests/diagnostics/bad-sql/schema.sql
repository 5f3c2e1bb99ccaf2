CREATE TABLE nodes (
    id TEXT PRIMARY KEY,
    status TEXT NOT NULL DEFAULT 'active',,
);
-- Silent: only because there is no `nodes`.
CREATE INDEX idx_nodes_status ON nodes (status);

CREATE TABLE wallets (id TEXT PRIMARY KEY, owner TEXT);
CREATE INDEX idx_wallets_owner ON wallet (owner);
ALTER TABLE wallets ADD COLUMN owner TEXT;
INSERT INTO wallets (id) VALUES ('a'), ('a');
