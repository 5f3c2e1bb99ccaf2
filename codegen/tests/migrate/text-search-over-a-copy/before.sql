CREATE TABLE notes (id INTEGER PRIMARY KEY, title TEXT);
CREATE VIRTUAL TABLE f USING fts5(title, content='notes', content_rowid='id');
CREATE TRIGGER notes_ai AFTER INSERT ON notes BEGIN INSERT INTO f (rowid, title) VALUES (new.id, new.title); END;
