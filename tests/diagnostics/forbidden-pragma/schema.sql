PRAGMA foreign_keys = ON;
PRAGMA user_version = 3;
