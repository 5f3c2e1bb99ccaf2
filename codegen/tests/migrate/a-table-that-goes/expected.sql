-- Loses table `users`, with all its rows.
-- `posts` is copied: its keys or CHECKs are others.
PRAGMA defer_foreign_keys = on;
CREATE TABLE new_posts (id INTEGER PRIMARY KEY, user_id INTEGER);
INSERT INTO new_posts (id, user_id)
SELECT id, user_id
FROM posts;
DROP TABLE posts;
DROP TABLE users;
ALTER TABLE new_posts RENAME TO posts;
