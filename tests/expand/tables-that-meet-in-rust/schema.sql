-- Rows `Node`, `NodeInsert`; and the insert struct of `nodes`.
CREATE TABLE nodes (id INTEGER PRIMARY KEY, "userId" TEXT, user_id TEXT);
CREATE TABLE node_inserts (id INTEGER PRIMARY KEY);
