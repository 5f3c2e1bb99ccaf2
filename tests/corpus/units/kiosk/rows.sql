INSERT INTO codes (id, pds, code, max_uses, uses, disabled) VALUES (1, 'a.example', 'A-1', 2, 1, 0), (2, 'a.example', 'A-2', 1, 1, 0),
    (3, 'b.example', 'B-1', 9007199254740991, 0, 0), (4, 'c.example', '', 1, 0, 1);
INSERT INTO tickets (id, created_at, claimed_at, pds, code_id, disabled) VALUES ('t1', '2025-01-01 00:00:00', '2025-01-02 00:00:00', 'a.example', 1, 0),
    ('t2', '2025-01-01 00:00:00', NULL, NULL, NULL, 0), ('t3', '2025-01-01 00:00:00', NULL, NULL, NULL, 1);
