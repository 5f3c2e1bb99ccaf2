CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, email TEXT NOT NULL DEFAULT '' /* none yet */);
