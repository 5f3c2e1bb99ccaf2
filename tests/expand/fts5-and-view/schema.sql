CREATE VIRTUAL TABLE search USING fts5(title, body);
CREATE VIEW titles AS SELECT title, length(body) AS size FROM search;
