CREATE TABLE pages (url TEXT);
INSERT INTO pages VALUES ('https://example.org');
DELETE FROM pages WHERE url LIKE 'https://example.org/a/rather/long/path/with/many/parts%';
