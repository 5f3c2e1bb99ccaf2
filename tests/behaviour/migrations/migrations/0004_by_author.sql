CREATE INDEX notes_author ON notes (author);
