CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT 'nobody');
CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE, title TEXT);
CREATE TABLE comments (id INTEGER PRIMARY KEY AUTOINCREMENT, post_id INTEGER REFERENCES posts(id) ON DELETE SET NULL, body TEXT);
CREATE INDEX comments_by_post ON comments (post_id);
CREATE VIEW busy AS SELECT users.id FROM users JOIN posts ON posts.user_id = users.id;
CREATE TRIGGER gone AFTER DELETE ON posts BEGIN UPDATE users SET name = name; END;
