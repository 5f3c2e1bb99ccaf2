CREATE TABLE nodes (id TEXT PRIMARY KEY, total_lamports INTEGER);
