INSERT INTO accounts (id, name, kind, lamports, ratio, photo, extra) VALUES (1, 'Ann', 'user', 4503599627370495, 0.1, x'00ff', 1), (2, 'bob', 'admin', 0, NULL, NULL, NULL),
    (-3, 'Çelik', 'user', 5000, -1e-300, x'', 'text'), (4503599627370496, 'max', 'admin', 9007199254740991, 1e300, NULL, 2.5), (5, 'blob', 'user', 1, 1, NULL, x'01');
INSERT INTO "order lines" VALUES (1, 1, NULL, 9.99, '2025-01-01', TRUE, 1), (1, 2, '', 10, 1735689600, FALSE, 'x'), (1, -1, 'sel', 'n/a', NULL, 1, x'ff'), (1, 3, char(0x10ffff, 9, 10, 34), 1e15, 0.5, 0, NULL);
