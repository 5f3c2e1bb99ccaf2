CREATE TABLE users (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    nick TEXT,
    state TEXT NOT NULL CHECK (state IN ('new', 'active')),
    joined_at INTEGER NOT NULL
);
CREATE INDEX users_state ON users (state, joined_at);

CREATE TABLE posts (
    id INTEGER PRIMARY KEY,
    author TEXT NOT NULL REFERENCES users (id),
    title TEXT NOT NULL,
    score INTEGER NOT NULL DEFAULT 0,
    cover BLOB
);
CREATE INDEX posts_author ON posts (author, score);

-- Small: it may be scanned.
CREATE TABLE tags (name TEXT PRIMARY KEY, meaning TEXT);
