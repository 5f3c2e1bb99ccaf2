INSERT INTO groups (id, name, order_num, created_at, updated_at) VALUES (1, '常用', 1, '2025-01-01 00:00:00', '2025-01-01 00:00:00'), (2, '', -1, '2025-01-01 00:00:00', NULL), (3, 'Empty', 0, 1735689600, 1.5);
INSERT INTO sites (id, group_id, name, url, icon, description, notes, order_num, created_at, updated_at) VALUES (1, 1, 'A', 'https://a', NULL, '', 'n', 2, '2025-01-01 00:00:00', 1735689600),
    (2, 1, 'B "quoted"', 'https://b', '', NULL, NULL, 1, '2025-01-01 00:00:00', x'00'), (3, 2, 'C', '', NULL, NULL, NULL, 9007199254740990, NULL, -0.5);
