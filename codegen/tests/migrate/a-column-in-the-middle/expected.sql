-- `users` is copied: column `email` is not the last one, which could be added in place.
CREATE TABLE new_users (id INTEGER PRIMARY KEY, email TEXT, name TEXT);
INSERT INTO new_users (id, name)
SELECT id, name
FROM users;
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;
