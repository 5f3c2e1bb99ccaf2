INSERT INTO accounts VALUES ('anna', 's', 'h', 1735689600, 0), ('björn', '', 'h2', -1, 1);
INSERT INTO sessions VALUES ('t1', 'anna', 9007199254740991), ('t2', 'nobody', 1);
INSERT INTO rows VALUES ('a', '1', '{"x":1}', 10), ('a', '2', '', 20), ('b', '1', '雪', 9007199254740991);
INSERT INTO tombstones VALUES ('a', '9', 15);
INSERT INTO limits VALUES ('ip:1', 4, 100), ('ip:2', 9007199254740990, 100);
INSERT INTO audit (id, at, actor, action, target, details) VALUES (1, 1, 'anna', 'login', '', ''), (2, 2, 'björn', 'login', '', ''),
    (3, 3, 'anna', 'edit', 'a/1', '{}');
