INSERT INTO users (id, email, display_name, provider, provider_id, created_at, updated_at) VALUES ('u1', 'u1@x', 'Ürsula', 'email', '1', 1, 1), ('u2', 'u2@x', '', 'email', '2', -1, NULL);
INSERT INTO apps (id, title, original_prompt, framework, user_id, visibility, status, is_featured, version, created_at, updated_at) VALUES
    ('a1', 'One', '', 'react', 'u1', 'public', 'completed', 1, 1, 1, 1), ('a2', 'Two 2️⃣', '', NULL, NULL, 'public', 'completed', NULL, 9007199254740990, 1, 1), ('a3', '', '', '', 'u2', 'private', 'completed', 0, NULL, 1, 1);
INSERT INTO app_likes (id, app_id, user_id, created_at) VALUES ('l1', 'a2', 'u1', 1), ('l2', 'a2', 'u2', 1);
INSERT INTO app_comments (id, app_id, user_id, content, parent_comment_id, created_at, updated_at) VALUES ('c1', 'a1', 'u1', 'First', NULL, 1, 1), ('c2', 'a1', 'u2', 'Second', 'c1', 1, 1);
INSERT INTO api_keys (id, user_id, name, key_hash, key_preview, scopes, is_active, request_count, expires_at, created_at, updated_at) VALUES ('k1', 'u1', 'k', 'h1', 'p', '[]', 1, NULL, NULL, 1, 1), ('k2', 'u1', 'k', 'h2', 'p', '[]', 1, 5, 10, 1, 1);
INSERT INTO stars (id, user_id, app_id, starred_at) VALUES ('s1', 'u1', 'a1', 1), ('s2', 'u1', 'a2', 1);
INSERT INTO favorites (id, user_id, app_id, created_at) VALUES ('f1', 'u1', 'a1', 1);
