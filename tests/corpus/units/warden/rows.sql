INSERT INTO users (id, name, email, email_verified, master_password_hash, master_password_hint, key, private_key, public_key, created_at, updated_at) VALUES
    ('u1', 'Ann', 'ann@x', 1, 'h', NULL, 'k', 'p', 'q', '2025-01-01', '2025-01-01'), ('u2', NULL, 'bob@x', 0, 'h', '', 'k', 'p', 'q', '2025-01-01', '2025-01-01'),
    ('u3', NULL, '', FALSE, '', NULL, '', '', '', '', '');
INSERT INTO folders VALUES ('f1', 'u1', '2.abc|=', '2025-01-01', '2025-01-01'), ('f2', 'u2', '', '2025-01-01', '2025-01-01');
INSERT INTO ciphers VALUES ('c1', 'u1', NULL, 1, '{"name": "é"}', 1, 'f1', NULL, '2025-01-01', '2025-01-01'), ('c2', 'u1', NULL, 2, '{}', 0, NULL, '2025-02-01', '2025-01-01', '2025-01-01'),
    ('c3', 'u1', 'o', -1, '', TRUE, 'f2', NULL, '2025-01-01', '2025-01-01');
