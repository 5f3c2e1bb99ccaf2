PRAGMA foreign_keys = OFF;
CREATE TABLE __new_users (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL DEFAULT ''
);
INSERT INTO __new_users (id, name) SELECT id, coalesce(name, '') FROM users;
DROP TABLE users;
ALTER TABLE __new_users RENAME TO users;
PRAGMA foreign_keys = ON;
