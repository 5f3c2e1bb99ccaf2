CREATE TABLE builds (version TEXT DEFAULT (sqlite_version()));
