CREATE TABLE nodes (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    note TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('cpu', 'gpu')),
    status TEXT NOT NULL,
    score REAL NOT NULL,
    weight REAL,
    active BOOLEAN NOT NULL,
    stake_lamports INTEGER NOT NULL,
    joined_at INTEGER NOT NULL,
    seen_at INTEGER,
    rank INTEGER,
    capabilities TEXT NOT NULL,
    data TEXT,
    thing
);
CREATE TABLE parts (
    id INTEGER PRIMARY KEY,
    node_id TEXT NOT NULL REFERENCES nodes(id),
    parent_id INTEGER REFERENCES parts(id),
    price INTEGER NOT NULL,
    "order" INTEGER NOT NULL,
    note TEXT
);
CREATE TABLE links (a INTEGER NOT NULL, b INTEGER NOT NULL, rank INTEGER, PRIMARY KEY (a, b)) WITHOUT ROWID;
CREATE VIEW seen AS SELECT id, seen_at FROM nodes WHERE seen_at IS NOT NULL;
CREATE VIRTUAL TABLE docs USING fts5(title, body);
