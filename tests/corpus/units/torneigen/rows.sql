INSERT INTO societa VALUES ('s1', 'A.S.D. "Volley"', '2025-01-01'), ('s2', 'Niente', '2025-01-01');
INSERT INTO organizzazioni (codice, doc, version, updatedAt, societa_id) VALUES
    ('C1', '{"teams": [{"name": "Rossi", "players": [1, 2]}, {"name": null, "players": []}, {"name": "Più"}]}', 1, '2025-01-01', 's1'),
    ('C2', '{}', 9007199254740990, '2025-01-01', 's1'), ('C3', '{}', 0, '', NULL);
INSERT INTO utenti VALUES ('u1', 'a@x.it', 'h', 's', 100000, 'admin', 1, 's1', NULL, '2025-01-01'), ('u2', 'b@x.it', 'h', 's', 1, 'utente', 0, NULL, 'Nuova', '2025-01-01'),
    ('u3', 'c@x.it', 'h', 's', -1, 'utente', 0, NULL, NULL, '2025-01-01');
