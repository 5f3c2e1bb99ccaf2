CREATE TABLE jobs (id INTEGER PRIMARY KEY, queue TEXT NOT NULL, done_at INTEGER);
CREATE INDEX jobs_open ON jobs (queue) WHERE done_at IS NULL;
CREATE INDEX jobs_lower ON jobs (lower(queue));
CREATE UNIQUE INDEX jobs_last ON jobs (done_at) WHERE done_at > 0;
