CREATE VIEW active_nodes AS SELECT id FROM nodes;
