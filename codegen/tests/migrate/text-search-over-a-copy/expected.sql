-- `notes` is copied: column `title` is another.
DROP TRIGGER notes_ai;
CREATE TABLE new_notes (id INTEGER PRIMARY KEY, title TEXT NOT NULL DEFAULT 'untitled');
INSERT INTO new_notes (id, title)
SELECT id, COALESCE(title, 'untitled')
FROM notes;
DROP TABLE notes;
ALTER TABLE new_notes RENAME TO notes;
INSERT INTO f (f) VALUES ('rebuild');
CREATE TRIGGER notes_ai AFTER INSERT ON notes BEGIN INSERT INTO f (rowid, title) VALUES (new.id, new.title); END;
