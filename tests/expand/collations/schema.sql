-- An index serves only comparisons by its own collation, which need not be its column's.
CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE, city TEXT NOT NULL);
CREATE INDEX people_name ON people (name COLLATE BINARY);
CREATE UNIQUE INDEX people_city ON people (city COLLATE NOCASE);
CREATE INDEX people_plain ON people (name, city DESC);
