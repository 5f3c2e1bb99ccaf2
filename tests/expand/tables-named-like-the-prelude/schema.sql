CREATE TABLE result (ok TEXT, err BLOB);
CREATE TABLE option (some TEXT NOT NULL, none BOOLEAN);
CREATE TABLE string (vec TEXT NOT NULL, result REAL);
CREATE TABLE vec (string TEXT NOT NULL);
