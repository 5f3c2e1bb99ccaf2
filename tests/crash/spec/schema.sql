-- The latest count of each object, as it told it.
CREATE TABLE notes (name TEXT NOT NULL PRIMARY KEY, count INTEGER NOT NULL);
