INSERT INTO prompts (user_id, id, title, text, description, tags, folder, sort_index, rev, updated_at, deleted_at) VALUES
    ('u', 'a', 'Alpha', 'text', NULL, '["x","y"]', 'f1', 0.5, 1, 10, NULL),
    ('u', 'b', NULL, NULL, NULL, '["y","z","Ünï"]', 'f1', -1.25, 2, 20, NULL),
    ('u', 'c', 'Gone', 'secret', '', NULL, NULL, 1e300, 3, 30, 9007199254740991),
    ('u', 'd', '', '', '', '[]', 'f2', 0, 4, 40, NULL);
INSERT INTO folders VALUES ('u', 'f1', 1, 1, NULL), ('u', 'f2', 0, 1, NULL), ('u', 'empty', 2, 1, NULL), ('u', 'gone', 3, 1, 5);
INSERT INTO promos VALUES ('p', 'Spring', 'https://p', '2025-03-01', '2025-05-31', 1, 1), ('q', 'Off', 'https://q', '2025-01-01', '2025-12-31', 0, 2);
