CREATE VIRTUAL TABLE r USING rtree(id, a, b, c, d, +label TEXT);
