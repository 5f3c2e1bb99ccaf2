-- What was said in the room. The room's alarm deletes what is old.
CREATE TABLE messages (
    id      INTEGER PRIMARY KEY, -- in the order in which they were said
    user    TEXT NOT NULL,
    text    TEXT NOT NULL,
    said_at INTEGER NOT NULL
) STRICT;
CREATE INDEX messages_by_age ON messages (said_at);
