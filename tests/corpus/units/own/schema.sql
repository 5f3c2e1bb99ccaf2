-- What no database of the corpus has: STRICT, views, generated columns, affinities, integers of 53 bits and texts that are hard to carry.
CREATE TABLE accounts (
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE COLLATE NOCASE,
    kind       TEXT NOT NULL DEFAULT 'user' CHECK (kind IN ('user', 'admin', 'bot')),
    lamports   INTEGER NOT NULL DEFAULT 0,
    ratio      REAL,
    photo      BLOB,
    extra      ANY,
    upper_name TEXT GENERATED ALWAYS AS (upper(name)) VIRTUAL,
    doubled    INTEGER NOT NULL GENERATED ALWAYS AS (lamports * 2) STORED
) STRICT;
CREATE INDEX accounts_by_kind ON accounts (kind, lamports);
CREATE TABLE "order lines" (
    "order"   INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    "line no" INTEGER NOT NULL,
    "select"  TEXT,
    price     DECIMAL(10, 2),
    "when"    DATETIME,
    active    BOOLEAN NOT NULL DEFAULT TRUE,
    untyped,
    PRIMARY KEY ("order", "line no" DESC)
) WITHOUT ROWID;
CREATE VIEW rich AS SELECT id, name, lamports, ratio * 2 AS ratio2 FROM accounts WHERE kind = 'user' AND lamports > 1000;
CREATE TRIGGER no_bots BEFORE INSERT ON accounts WHEN new.kind = 'bot' AND new.lamports > 0 BEGIN SELECT RAISE(ABORT, 'bots own nothing'); END;
