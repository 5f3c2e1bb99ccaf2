CREATE TABLE notes (id INTEGER PRIMARY KEY, title TEXT, body TEXT); CREATE VIRTUAL TABLE found USING fts5(title, content='notes', content_rowid='id'); CREATE VIRTUAL TABLE own USING fts5(a, b);
