INSERT INTO users (user_id, localpart, password_hash, display_name, created_at, updated_at) VALUES ('@a:x', 'a', 'h', 'Ada', 1735689600000, 1735689600000), ('@b:x', 'b', NULL, NULL, 1735689600000, -1);
INSERT INTO rooms VALUES ('!r:x', '10', 1, '@a:x', 1735689600000), ('!q:x', '11', NULL, NULL, 1735689600000);
INSERT INTO room_memberships VALUES ('!r:x', '@a:x', 'join', 'e0', 'Ada in room', NULL), ('!r:x', '@b:x', 'join', 'e0', NULL, ''), ('!q:x', '@a:x', 'leave', 'e9', NULL, NULL);
INSERT INTO events (event_id, room_id, sender, event_type, state_key, content, origin_server_ts, depth, auth_events, prev_events, stream_ordering) VALUES
    ('e0', '!r:x', '@a:x', 'm.room.name', '', '{"name": "Café"}', 1, 1, '[]', '[]', 1), ('e1', '!r:x', '@a:x', 'm.room.message', NULL, '{"body": "hello there"}', 2, 2, '[]', '[]', 2),
    ('e2', '!r:x', '@b:x', 'm.room.message', NULL, '{"body": "hello 世界", "n": 1}', 9007199254740991, 3, '[]', '[]', 3), ('e3', '!q:x', '@b:x', 'm.room.message', NULL, '{}', 4, 4, '[]', '[]', NULL);
INSERT INTO room_state VALUES ('!r:x', 'm.room.name', '', 'e0');
INSERT INTO presence VALUES ('@a:x', 'online', NULL, 9007199254740991, 1);
INSERT INTO one_time_keys (id, user_id, device_id, algorithm, key_id, key_data, created_at) VALUES (1, '@a:x', 'D', 'curve', 'k1', '{}', 1), (2, '@a:x', 'D', 'curve', 'k2', '{"k": 2}', 1);
INSERT INTO account_data VALUES ('@a:x', '', 'm.direct', '{}'), ('@a:x', '!r:x', 'm.tag', '{}');
