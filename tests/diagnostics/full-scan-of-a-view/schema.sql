CREATE TABLE nodes (
    id TEXT PRIMARY KEY,
    status TEXT NOT NULL,
    region TEXT,
    last_active_at INTEGER NOT NULL
);

CREATE VIEW active AS SELECT n.id, n.region FROM nodes AS n WHERE n.status = 'active';
