INSERT INTO users (id, name, email, email_verified, created_at, updated_at, is_anonymous) VALUES ('u1', 'Zoë', 'z@x', 1, 1735689600000, 1735689600000, NULL), ('u2', '', '', 0, -1, 0, 1);
INSERT INTO sessions (id, expires_at, token, created_at, updated_at, user_id, city, country, latitude, longitude) VALUES ('s1', 9007199254740991, 't1', 1, 1, 'u1', 'Köln', 'de', '50.9375', '6.9603'),
    ('s2', 5, 't2', 1, 1, 'u1', NULL, NULL, NULL, ''), ('s3', 10, 't3', 1, 1, 'u2', '', 'US', '-0.5x', '1e3');
INSERT INTO accounts (id, account_id, provider_id, user_id, access_token, created_at, updated_at) VALUES ('a1', '1', 'github', 'u1', NULL, 1, 1);
INSERT INTO user_files VALUES ('f1', 'u1', 'a.png', 'A.png', 'image/png', 10, 'k1', 1, NULL, 1, NULL), ('f2', 'u1', 'b.pdf', 'B.pdf', 'application/pdf', 9007199254740981, 'k2', 2, 'doc', 0, ''), ('f3', 'u1', 'c', '', '', -1, 'k3', 3, NULL, NULL, NULL);
