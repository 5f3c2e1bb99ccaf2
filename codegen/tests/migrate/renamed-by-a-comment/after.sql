-- renamed from: users
CREATE TABLE people (
    id INTEGER PRIMARY KEY,
    full_name TEXT -- renamed from: name
);
CREATE INDEX by_name ON people (full_name);
CREATE TABLE posts (user_id INTEGER REFERENCES people(id));
CREATE VIEW names AS SELECT full_name FROM people;
CREATE TRIGGER t AFTER UPDATE OF full_name ON people BEGIN SELECT NEW.full_name; END;
