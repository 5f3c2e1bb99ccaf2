-- A database of whatever needs care: names, kinds of objects, rows that refer to each other, values.
-- What `cli/tests/data.rs` and `scripts/data.mjs` take out and put in again.
CREATE TABLE "odd ""name;" ("a b" TEXT, "select" INTEGER, 'c' BLOB, d, -- ; it's
    rowid TEXT, CHECK ("a b" <> 'x;'));
CREATE TABLE taken (rowid, _rowid_, oid);
CREATE TABLE numbered (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE);
CREATE TABLE descending (id INTEGER PRIMARY KEY DESC, n REAL);
CREATE TABLE strict_one (a ANY, b BLOB NOT NULL, i INT, t TEXT, r REAL) STRICT;
CREATE TABLE keyed (a TEXT, b INTEGER, v TEXT, PRIMARY KEY (b, a)) WITHOUT ROWID;
CREATE TABLE computed (n INTEGER, doubled INTEGER AS (n * 2), stored TEXT AS ('n' || n) STORED, last TEXT);
CREATE TABLE child (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES later(id) ON DELETE CASCADE, code TEXT REFERENCES later(code));
CREATE TABLE later (id INTEGER PRIMARY KEY, code TEXT);
CREATE UNIQUE INDEX later_code ON later (code);
CREATE TABLE tree (id TEXT PRIMARY KEY, up TEXT REFERENCES tree(id));
CREATE TABLE egg (id INTEGER PRIMARY KEY, hen INTEGER NOT NULL REFERENCES hen(id));
CREATE TABLE hen (id INTEGER PRIMARY KEY, egg INTEGER NOT NULL REFERENCES egg(id));
CREATE TABLE long (id INTEGER PRIMARY KEY, doc TEXT CHECK (json_valid(doc)), raw BLOB, other TEXT);
CREATE TABLE articles (title TEXT, body TEXT);
CREATE VIRTUAL TABLE search USING fts5(title, body, content='articles', content_rowid=rowid);
CREATE VIRTUAL TABLE notes USING fts5(note, tag UNINDEXED, prefix='2 3', tokenize="unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE words USING fts5vocab(notes, row);
CREATE VIRTUAL TABLE boxes USING rtree(id, x0, x1, +label);
CREATE TABLE log (entry TEXT);
CREATE INDEX partial ON numbered (name) WHERE name > 'b';
CREATE INDEX expression ON numbered (lower(name));
CREATE TRIGGER logged AFTER INSERT ON numbered BEGIN INSERT INTO log VALUES ('new; ' || new.name); END;
CREATE TRIGGER synced AFTER INSERT ON articles BEGIN
    INSERT INTO search (rowid, title, body) VALUES (new.rowid, new.title, CASE WHEN new.body IS NULL THEN '' ELSE new.body END);
END;
CREATE VIEW shown AS SELECT name, 'a;b' AS "x;y" FROM numbered -- the end
;

-- The rows.
INSERT INTO "odd ""name;" (_rowid_, "a b", "select", c, d) VALUES
    (7, 'it''s', 9223372036854775807, x'00ff', 1.5), (-3, '', -9223372036854775808, x'', NULL), (900, NULL, 1, 'text', 'text');
INSERT INTO taken (rowid) VALUES (5), ('x');
INSERT INTO numbered VALUES (1, 'a'), (2, 'b'), (40, 'c');
DELETE FROM numbered WHERE id = 40;
INSERT INTO descending VALUES (3, 1e300), (1, 9e999), (2, -9e999);
INSERT INTO keyed VALUES ('z', 1, 'first'), ('a', 2, 'second'), ('b', 1, NULL);
INSERT INTO computed (n, last) VALUES (1, 'x'), (9007199254740993, 'y');
INSERT INTO later VALUES (1, 'one'), (2, 'two');
INSERT INTO child VALUES (1, 2, 'one'), (2, NULL, NULL);
INSERT INTO tree VALUES ('leaf', 'root'), ('root', NULL), ('self', 'self');
INSERT INTO egg VALUES (1, 1);
INSERT INTO hen VALUES (1, 1);
INSERT INTO articles (rowid, title, body) VALUES (2, 'SQL', NULL), (5, 'Ferris', 'a crab');
INSERT INTO search (search) VALUES ('rebuild');
INSERT INTO notes (rowid, note, tag) VALUES (10, 'crème brûlée', 'food'), (3, 'it''s; --', NULL);
INSERT INTO notes (notes, rank) VALUES ('pgsz', 1000);
INSERT INTO notes (notes, rank) VALUES ('rank', 'bm25(2.0)');
INSERT INTO boxes VALUES (1, 0.1, 0.7, 'a'), (2, -5, 16777217, NULL);
WITH texts (text) AS (VALUES ('a' || char(0) || 'b'), (char(13, 10)), ('line
.quit
;'), ('BEGIN ' || 'TRANSACTION; COMMIT;'), (char(65279, 8232, 129408)), (''' || (SELECT 1) || '''), ('-- /*'), (''), ('12'),
    (CAST(x'ff00fe' AS TEXT)), (CAST(x'c328' AS TEXT)), ('CREATE TRIGGER x BEGIN'), ('$$ ; $tag$'))
INSERT INTO strict_one SELECT text, CAST(text AS BLOB), 9007199254740993, text, 0.1 + 0.2 FROM texts;
INSERT INTO strict_one VALUES
    (-0.0, x'00ff', 0, NULL, -0.0), (12, x'', -1, NULL, 5e-324), (12.0, x'', 0, NULL, 1.7976931348623157e308);
WITH sizes (size) AS (VALUES (5), (29990), (30010), (90010), (199000), (250000))
INSERT INTO long (doc, raw, other) SELECT json_quote(replace(hex(zeroblob(size / 2)), '00', 'é''"')),
    CAST(replace(hex(zeroblob(size)), '00', 'a' || char(0) || CAST(x'ff' AS TEXT)) AS BLOB), hex(zeroblob(size)) FROM sizes;
WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < 999)
INSERT INTO long (doc, raw, other) SELECT n, zeroblob(n), n FROM n;
