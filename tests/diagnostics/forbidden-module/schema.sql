CREATE VIRTUAL TABLE pages USING fts4 (title, body);
