CREATE VIRTUAL TABLE r USING rtree(id, a, b, +label TEXT);
