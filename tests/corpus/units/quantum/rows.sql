INSERT INTO visitors VALUES ('2025-01-01', 'a', 'DE'), ('2025-01-01', 'b', NULL), ('2025-01-01', 'c', 'DE'), ('2025-01-03', 'a', 'BR');
INSERT INTO shor_runs (id, created_at, completed_at, backend, job_id, status, error, charged_seconds, results_json) VALUES
    (1, '2025-01-01', '2025-01-02', 'sim', 'j1', 'done', NULL, 1.5, '{"counts": {"0101": 512, "0000": 3.5, "1111": null}}'),
    (2, '2025-01-01', NULL, 'ibm', 'j2', 'running', NULL, NULL, NULL);
INSERT INTO countries VALUES ('DE', 9007199254740991), ('', -1);
