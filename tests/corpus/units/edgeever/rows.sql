INSERT INTO notebooks (id, parent_id, name, created_at, updated_at) VALUES ('n1', NULL, 'Röot', '2025-01-01', '2025-01-01'), ('n2', 'n1', 'Child', '2025-01-01', '2025-01-01'), ('n3', 'n2', 'Leaf', '2025-01-01', '2025-01-01');
INSERT INTO memos (id, notebook_id, title, excerpt, tags_json, is_pinned, created_at, updated_at) VALUES
    ('m1', 'n2', 'First memo', 'x', '["Work", "ünï", 5, ""]', 1, '2025-01-01', '2025-01-01'), ('m2', 'n2', NULL, '', '[]', 0, '2025-01-02', '2025-01-02'),
    ('m3', 'n3', 'Other', '', '["work"]', 0, '2025-01-03', '2025-01-03');
INSERT INTO memo_contents (memo_id, content_json, content_hash, revision, created_at, updated_at) VALUES ('m1', '{}', 'h', 9007199254740991, '2025-01-01', '2025-01-01');
INSERT INTO memo_search_documents (id, memo_id, title, content_text, tags) VALUES (100, 'm1', 'First memo', 'the quick brown fox jumps over the lazy dog and runs away', 'Work'), (101, 'm2', NULL, 'a quick note', '');
INSERT INTO memo_shares VALUES ('s1', 'm1', 'ws_default', 'tok', NULL, '2025-01-01', '2025-01-01');
INSERT INTO auth_login_attempts VALUES ('ip', '::1', 1, '2025-01-01', NULL, '2025-01-01');
