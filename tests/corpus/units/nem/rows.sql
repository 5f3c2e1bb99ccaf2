INSERT INTO generators (id, name, participant_name, duid, state, technology_type, fuel_type, reg_cap, max_cap) VALUES
    (9001, 'Test Solar', 'P', 'TEST1', 'ZZ', NULL, NULL, NULL, 0.1), (9002, 'Test Gas', 'P', 'TEST2', 'ZZ', 'Gas', 'Fossil', 100, 110.5), (9003, 'Tëst Wind', 'P', 'TEST3', 'ZZ', '', 'Wind', 0.3, -1);
INSERT INTO scada_values VALUES (1735689600, 9001, 0.1), (1735689600, 9002, -1.5), (1735689900, 9002, 1e21), (1735689900, 9003, 12);
INSERT INTO emission_factors VALUES ('TEST2', 0.5);
INSERT INTO cdeii_daily VALUES (20250101, 'A', 10, 3, 0.3), (20250101, 'B', 20, 0, 0), (20250101, 'Ç', 0.1, 0.2, 2);
INSERT INTO dispatch_region VALUES (1, 'A', 50, 1000), (2, 'A', -1000, 1000.5), (2, 'B', NULL, NULL), (3, 'A', 16600, NULL);
INSERT INTO scrape VALUES ('a.zip', 9007199254740991);
