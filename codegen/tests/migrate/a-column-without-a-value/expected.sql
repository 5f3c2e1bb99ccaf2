-- Loses nothing, but `users.email` must not be NULL and has no default: each row gets '', and where that does not fit it fails.
-- `users` is copied: column `email` cannot be added to rows that are there.
CREATE TABLE new_users (id INTEGER PRIMARY KEY, name TEXT, email TEXT NOT NULL);
INSERT INTO new_users (id, name, email)
SELECT id, name, ''
FROM users;
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;
