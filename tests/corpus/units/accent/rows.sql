INSERT INTO drills VALUES ('d1', 'The car is far.', '/kɑː/', 'r', '', 1, 2), ('d2', '', '', '', '', 0, -1), ('d3', 'bath', '/bɑːθ/', 'a', 'long', 0, 2);
INSERT INTO attempts VALUES ('a1', 'd1', '2025-01-01', 80, 70.5, NULL, 75.25, '[{"score": 80}, {"score": 9.5}]', '{"r": "dropped"}', NULL),
    ('a2', 'd1', '2025-01-02', NULL, NULL, 90, NULL, NULL, NULL, 'k'), ('a3', 'd1', '2025-01-03', 100, 100, 100, 1e-7, '[]', '{"r": true}', ''),
    ('a4', 'd3', '2024-01-01', -0.0, 0.1, 0.30000000000000004, 9007199254740993.0, '[]', '{}', NULL);
