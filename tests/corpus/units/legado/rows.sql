INSERT INTO subscriptions (id, name, url, type, enabled, last_synced, item_count, created_at) VALUES
    (1, 'Main', 'https://a.example/s.json', 'source', 1, '2025-01-02 03:04:05', 2, '2025-01-01 00:00:00'),
    (2, '', 'https://b.example/ü?q=雪', 'source', 0, NULL, NULL, '2025-01-01 00:00:01'),
    (3, 'Rules', 'https://c.example', 'rule', 1, NULL, -1, '2025-01-01 00:00:02');
INSERT INTO sources (id, subscription_id, book_source_url, name, group_name, enabled, raw_json, updated_at) VALUES
    (10, 1, 'u1', 'One', NULL, 1, '{"n": 1, "f": 1.5, "t": "x", "z": null, "o": {"a": [1]}}', '2025-01-01 00:00:00'),
    (11, 1, 'u2', 'Two', '', 1, '{}', '2025-01-01 00:00:00');
INSERT INTO rules (id, subscription_id, name, pattern, replacement, enabled, raw_json, updated_at) VALUES
    (1, 3, 'r1', '\s+', ' ', 1, '{}', '2025-01-01 00:00:00'),
    (2, 3, 'r2', '''', '', 0, '{}', '2025-01-01 00:00:00');
