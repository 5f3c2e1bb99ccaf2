CREATE TABLE boxes (
    id INTEGER PRIMARY KEY,
    width REAL NOT NULL,
    height REAL NOT NULL,
    area REAL NOT NULL AS (width * height) STORED,
    label TEXT AS ('box ' || id)
);
