CREATE TABLE notes (
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL,
    author TEXT,
    pinned BOOLEAN NOT NULL DEFAULT FALSE,
    color TEXT DEFAULT "grey",
    made INTEGER NOT NULL DEFAULT (unixepoch() * 1000)
);
