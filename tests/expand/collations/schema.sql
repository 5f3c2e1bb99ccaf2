-- An index serves only comparisons by its own collation, which need not be its column's.
CREATE TABLE people (name TEXT NOT NULL PRIMARY KEY COLLATE NOCASE, city TEXT NOT NULL, street TEXT NOT NULL COLLATE NOCASE);
CREATE UNIQUE INDEX people_city ON people (city COLLATE NOCASE);
CREATE INDEX people_street ON people (city, street COLLATE BINARY);
