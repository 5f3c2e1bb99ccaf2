-- Nothing but its key: there is nothing to update.
CREATE TABLE tags (post INTEGER NOT NULL, tag TEXT NOT NULL, PRIMARY KEY (post, tag)) WITHOUT ROWID, STRICT;
CREATE INDEX tags_tag ON tags (tag);
