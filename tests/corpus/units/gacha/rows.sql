INSERT INTO users (osu_id, username, avatar_url, country_code, global_rank, created_at, last_login, total_pulls, pity_count) VALUES
    (1, 'peppy', NULL, 'AU', NULL, '2025-01-01 00:00:00', '2025-06-01 12:00:00', 3, 2),
    (2, 'Ünïcödé ★', 'https://a/2.png', NULL, 9007199254740991, '2025-01-01 00:00:00', 1735689600, NULL, 0),
    (-3, '', '', 'DE', 7, NULL, NULL, 3, 89);
INSERT INTO user_energy_overrides VALUES (1, -50, '2025-01-01 00:00:00');
INSERT INTO user_collection VALUES (1, 100, 2, 10, 20, 1), (1, 101, 1, 11, 11, 0), (1, 102, NULL, 12, 12, 1);
INSERT INTO user_history VALUES ('h1', 1, 100, 'SSR', 10), ('h2', 1, 101, 'R', 11), ('h3', 1, 999, 'N', 12);
INSERT INTO user_sessions VALUES ('live', 1, '2025-01-01 00:00:00', '2099-01-01 00:00:00'), ('old', 2, 1, '2020-01-01');
