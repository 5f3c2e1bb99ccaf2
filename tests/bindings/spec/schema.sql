-- Lines that were written where a case does not see it, such as in a cron job.
CREATE TABLE journal (id INTEGER PRIMARY KEY, subject TEXT NOT NULL, line TEXT NOT NULL);
CREATE INDEX journal_subject ON journal (subject);
