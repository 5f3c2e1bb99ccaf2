CREATE TABLE events (id INTEGER PRIMARY KEY, type TEXT NOT NULL);
CREATE INDEX events_type ON events (type);
