-- `users` is copied: column `name` is another.
-- `comments` is copied along: it refers to `posts`, which is copied.
-- `posts` is copied along: it refers to `users`, which is copied.
DROP TRIGGER gone;
DROP VIEW busy;
PRAGMA defer_foreign_keys = on;
CREATE TABLE new_users (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT 'nobody');
CREATE TABLE new_posts (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES new_users(id) ON DELETE CASCADE, title TEXT);
CREATE TABLE new_comments (id INTEGER PRIMARY KEY AUTOINCREMENT, post_id INTEGER REFERENCES new_posts(id) ON DELETE SET NULL, body TEXT);
INSERT INTO new_users (id, name)
SELECT id, COALESCE(name, 'nobody')
FROM users;
INSERT INTO new_posts (id, user_id, title)
SELECT id, user_id, title
FROM posts;
INSERT INTO new_comments (id, post_id, body)
SELECT id, post_id, body
FROM comments;
-- no id is given twice:
DELETE FROM sqlite_sequence WHERE name = 'new_comments';
INSERT INTO sqlite_sequence (name, seq)
SELECT 'new_comments', seq FROM sqlite_sequence WHERE name = 'comments';
DROP TABLE comments;
DROP TABLE posts;
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;
ALTER TABLE new_posts RENAME TO posts;
ALTER TABLE new_comments RENAME TO comments;
CREATE INDEX comments_by_post ON comments (post_id);
CREATE VIEW busy AS SELECT users.id FROM users JOIN posts ON posts.user_id = users.id;
CREATE TRIGGER gone AFTER DELETE ON posts BEGIN UPDATE users SET name = name; END;
