CREATE TABLE users (
    id TEXT PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    nick TEXT,
    karma INTEGER NOT NULL DEFAULT 0 CHECK (karma >= 0),
    mood TEXT DEFAULT 'fine',
    state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'active', 'gone')),
    joined_at INTEGER NOT NULL DEFAULT 1000,
    profile TEXT
);

CREATE TABLE posts (
    id INTEGER PRIMARY KEY,
    author TEXT NOT NULL REFERENCES users (id),
    title TEXT NOT NULL,
    score INTEGER NOT NULL DEFAULT 0,
    published BOOLEAN NOT NULL DEFAULT FALSE,
    slug TEXT NOT NULL AS (lower(title)) STORED
);
CREATE INDEX posts_author ON posts (author);
CREATE INDEX posts_published ON posts (score) WHERE published;

CREATE TABLE votes (
    post INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    voter TEXT NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (post, voter)
) WITHOUT ROWID;

-- Every kind of cell.
CREATE TABLE cells (id INTEGER PRIMARY KEY, whole INTEGER, real REAL, text TEXT, blob BLOB, flag BOOLEAN, any, at INTEGER, tone TEXT);

-- What pages are walked over; `rank` has NULLs, and neither `shelf` nor `rank` is unique.
CREATE TABLE books (id TEXT PRIMARY KEY, shelf INTEGER NOT NULL, rank INTEGER, title TEXT NOT NULL COLLATE NOCASE);
CREATE INDEX books_rank ON books (rank);
CREATE INDEX books_shelf ON books (shelf, title);
CREATE INDEX books_title ON books (title COLLATE BINARY);
CREATE INDEX books_good ON books (title) WHERE rank > 2;

-- No affinity turns the REAL that D1 binds back into an integer.
CREATE TABLE balances (owner PRIMARY KEY, amount NOT NULL);
