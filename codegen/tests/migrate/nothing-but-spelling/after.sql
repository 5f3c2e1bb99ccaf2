CREATE TABLE "orgs" (
    id integer primary key -- by SQLite
);
CREATE TABLE users (id INTEGER CONSTRAINT pk PRIMARY KEY, email text, org INT, UNIQUE (email), FOREIGN KEY (org) REFERENCES "orgs" (id) ON DELETE NO ACTION);
