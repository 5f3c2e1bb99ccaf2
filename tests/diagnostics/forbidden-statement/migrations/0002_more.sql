ATTACH 'other.db' AS other;
CREATE TEMP TABLE scratch (id TEXT);
VACUUM;
