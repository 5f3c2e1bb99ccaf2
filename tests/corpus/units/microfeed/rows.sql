INSERT INTO channels VALUES ('c1', 1, TRUE, '{"title": "C"}', '2025-01-01 00:00:00', '2025-01-01 00:00:00'), ('c2', NULL, NULL, NULL, '2025-01-01 00:00:00', 1735689600);
INSERT INTO items (id, status, data, pub_date, created_at, updated_at, content_text) VALUES
    ('i1', 1, '{"title": "Hello World", "image": "x.png"}', '2025-01-01 00:00:00', '2025-01-01 00:00:00', '2025-01-01 00:00:00', 'some words über alles'),
    ('i2', 1, '{}', '2025-02-01 00:00:00', '2025-01-01 00:00:00', '2025-01-01 00:00:00', ''), ('i3', 3, '{"title": null}', NULL, '2025-01-01 00:00:00', '2025-01-01 00:00:00', 'draft words');
INSERT INTO pages (id, slug, title, status, show_in_navigation, navigation_label, navigation_order, published_at, created_at, updated_at) VALUES
    ('p1', 'About-Us', 'About', 1, 1, '', -1, '2025-01-01 00:00:00', '2025-01-01 00:00:00', '2025-01-01 00:00:00'), ('p2', 'hidden', 'Hidden', 1, 0, 'H', 5, NULL, '2025-01-01 00:00:00', '2025-01-01 00:00:00');
INSERT INTO page_paths VALUES ('About-Us', 'p1', 1, '2025-01-01 00:00:00'), ('old-about', 'p1', 0, '2025-01-01 00:00:00');
INSERT INTO webhook_endpoints (id, name, url, secret_ciphertext, created_at, updated_at) VALUES ('w1', 'W', 'https://w', '', '2025-01-01 00:00:00', '2025-01-01 00:00:00');
INSERT INTO webhook_endpoints (id, name, url, status, secret_ciphertext, created_at, updated_at) VALUES ('w2', 'Off', 'https://w2', 'disabled', '', '2025-01-01 00:00:00', '2025-01-01 00:00:00');
