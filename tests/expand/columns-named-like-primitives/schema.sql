-- `mod columns` has a type of each name, and must still mean the primitive types.
CREATE TABLE str (str TEXT PRIMARY KEY, bool BOOLEAN NOT NULL, i64 INTEGER NOT NULL, f64 REAL NOT NULL, u8 BLOB);
