-- People.
CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    -- As shown.
    name TEXT NOT NULL,
    bio TEXT,
    joined_at INTEGER NOT NULL
);
CREATE TABLE posts (
    id INTEGER PRIMARY KEY,
    author_id INTEGER NOT NULL REFERENCES users (id),
    title TEXT NOT NULL,
    score REAL,
    hidden BOOLEAN NOT NULL DEFAULT 0
);
CREATE INDEX posts_by_author ON posts (author_id);
