CREATE TABLE members (team TEXT NOT NULL, number INTEGER NOT NULL, name TEXT, PRIMARY KEY (number, team));
