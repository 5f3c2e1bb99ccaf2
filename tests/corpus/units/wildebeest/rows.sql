INSERT INTO actors (id, type, email, privkey, privkey_salt, pubkey, cdate, properties, is_admin) VALUES
    ('https://a/1', 'Person', 'a@a', x'00ff7f80', x'', 'pem', '2025-01-01 00:00:00.000', '{"name": "Ana Lima", "preferredUsername": "ana"}', 1),
    ('https://a/2', 'Person', NULL, NULL, NULL, NULL, '2025-01-01 00:00:00.000', '{"name": "Böb", "preferredUsername": "bob"}', NULL),
    ('https://b/3', 'Service', NULL, NULL, NULL, NULL, 1735689600, '{}', 0);
INSERT INTO objects (id, mastodon_id, type, cdate, original_actor_id, original_object_id, reply_to_object_id, properties, local) VALUES
    ('o1', 'm1', 'Note', '2025-01-01 00:00:00.000', NULL, NULL, NULL, '{"content": "<p>Hi 👋</p>"}', 1), ('o2', 'm2', 'Note', 1735689600.5, NULL, 'x', 'o1', '{}', 0);
INSERT INTO outbox_objects VALUES ('b1', 'https://a/1', 'o1', '2025-01-01', '2025-01-01 00:00:00', 'as:Public'), ('b2', 'https://a/1', 'o2', '2025-01-01', '2025-01-02 00:00:00', 'as:Public');
INSERT INTO actor_favourites VALUES ('f1', 'https://a/2', 'o1', '2025-01-01');
INSERT INTO actor_reblogs VALUES ('r1', 'https://a/2', 'o2', '2025-01-01');
INSERT INTO actor_notifications (id, type, actor_id, from_actor_id, object_id, cdate) VALUES (1, 'favourite', 'https://a/1', 'https://a/2', 'o1', '2025-01-01'), (2, 'follow', 'https://a/1', 'https://b/3', NULL, NULL OR '2025');
INSERT INTO peers VALUES ('a.example'), (''), ('ü.example');
UPDATE clients SET secret = 'a random BLOB in the seed';
