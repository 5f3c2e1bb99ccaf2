INSERT INTO users (id, name, email, password, role, disabled, createdAt, updatedAt) VALUES ('u1', 'Sinon', 's@x', NULL, 'ADMIN', 0, '2025-01-01', '2025-01-01'), ('u2', NULL, 'ü@x', '', 'USER', 1, '2025-01-01', '2025-01-01');
INSERT INTO posts (id, title, slug, excerpt, content, published, publishedAt, reading_time, authorId, createdAt, updatedAt) VALUES
    ('p1', 'First', 'first', NULL, '# Hi', 1, '2025-01-01', 1, 'u1', '2025-01-01', '2025-01-01'), ('p2', '', 'zweiter', '', '', 0, NULL, NULL, 'u2', '2025-01-01', '2025-01-01'),
    ('p3', '第三', 'third', 'e', 'c', 1, '2025-03-01', -2, 'u1', '2025-01-01', '2025-01-01');
INSERT INTO tags VALUES ('t1', 'Rust', 'rust', 0, '2025-01-01'), ('t2', 'SQL', 'sql', 1, '2025-01-01'), ('t3', 'None', 'none', 2, '2025-01-01');
INSERT INTO post_tags VALUES ('p1', 't1'), ('p1', 't2'), ('p2', 't1'), ('p3', 't1');
INSERT INTO series VALUES ('s1', 'Series', 'series', NULL, '2025-01-01', '2025-01-01');
INSERT INTO post_series VALUES ('p1', 's1', 1);
INSERT INTO comments VALUES ('c1', 'Nice', 'u2', 'p1', '2025-01-05', '2025-01-05');
INSERT INTO favorites VALUES ('f1', 'u2', 'p1', '2025-01-04');
INSERT INTO sync_map VALUES ('p1', 'n1', NULL, 'pending', NULL, NULL, '2025-01-03', '2025-01-03');
INSERT INTO page_view_events VALUES ('v1', '/', NULL, 'direct', 'desktop', 'a', '2025-01-01', '2025-01-01'), ('v2', '/', 'p1', 'google', 'mobile', 'a', '2025-01-01', '2025-01-01'),
    ('v3', '/', NULL, 'direct', 'desktop', 'a', '2025-01-01', '2025-01-01'), ('v4', '/', NULL, 'direct', 'desktop', 'b', '2025-01-02', '2025-01-02');
