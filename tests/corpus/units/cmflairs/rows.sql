INSERT INTO user (id, reddit_id, reddit_user_name, profile_is_public, profile_bgskinid) VALUES (100, 9007199254740991, 'Teemo_Ö', 1, -7), (101, -5, 'hidden', 0, 4);
INSERT INTO summoner (id, user_id, puuid, game_name, tag_line, platform, last_update) VALUES (100, 100, 'p1', 'Ábc', 'EUW', 'euw1', NULL), (101, 100, 'p2', '', '', 'na1', 9007199254740991), (102, 101, 'p3', 'x', 'y', 'kr', -1);
INSERT INTO summoner_champion_mastery VALUES (200, 100, 17, 100000, 7), (201, 101, 17, 9007199254640991, 5), (202, 100, 1, 0, 0);
