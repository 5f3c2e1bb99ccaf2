INSERT INTO Item (url, title, publishedAt, feedId) SELECT 'https://n/1', 'Alpha "quoted"', '2025-01-01', MIN(id) FROM Feed;
INSERT INTO Item (url, title, publishedAt, feedId) SELECT 'https://n/2', '雪が降る 100%', '2025-02-01', MAX(id) FROM Feed;
INSERT INTO Item (url, title, feedId) SELECT 'https://n/3', '', MAX(id) FROM Feed;
