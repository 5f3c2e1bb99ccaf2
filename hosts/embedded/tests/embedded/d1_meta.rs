//! What D1 reports beside the rows: workerd 1.20261117.1 gave these numbers.

use williw_embedded::Host;
use williw_embedded::testing::start;
use williw_workers::driver::{D1Manifest, Manifest};

use crate::support::{TINY_MANIFEST, Tiny};

/// Statements in turn, with `changes` and `rows_written`; of DDL, which D1 counts and this host does not, none.
const STATEMENTS: &[(&str, Option<(u64, u64)>)] = &[
    ("CREATE TABLE a (id INTEGER PRIMARY KEY, x, y, z)", None),
    ("INSERT INTO a (x,y,z) VALUES (1,1,1)", Some((1, 1))),
    ("INSERT INTO a (x,y,z) VALUES (1,1,1),(2,2,2),(3,3,3)", Some((3, 3))),
    ("CREATE INDEX ax ON a (x)", None),
    ("INSERT INTO a (x,y,z) VALUES (4,1,1)", Some((1, 2))),
    ("CREATE INDEX ay ON a (y) WHERE y > 5", None),
    ("INSERT INTO a (x,y,z) VALUES (5,1,1)", Some((1, 2))),
    ("INSERT INTO a (x,y,z) VALUES (5,9,1)", Some((1, 3))),
    ("UPDATE a SET z = 7 WHERE id = 1", Some((1, 1))),
    ("UPDATE a SET x = 7 WHERE id = 1", Some((1, 2))),
    ("UPDATE a SET x = 7 WHERE id = 1", Some((1, 2))),
    ("UPDATE a SET y = 7 WHERE id = 1", Some((1, 2))),
    ("UPDATE a SET y = 1 WHERE id = 1", Some((1, 1))),
    ("UPDATE a SET y = 2 WHERE id = 1", Some((1, 1))),
    ("UPDATE a SET id = 100 WHERE id = 1", Some((1, 2))),
    ("UPDATE a SET z = 8", Some((7, 7))),
    ("DELETE FROM a WHERE id = 100", Some((1, 1))),
    ("DELETE FROM a WHERE id > 4", Some((3, 3))),
    ("DELETE FROM a", Some((3, 3))),
    ("CREATE TABLE b (k TEXT PRIMARY KEY, v)", None),
    ("INSERT INTO b VALUES ('a', 1)", Some((1, 2))),
    ("INSERT INTO b VALUES ('a', 1) ON CONFLICT DO UPDATE SET v = 2", Some((1, 1))),
    ("INSERT OR REPLACE INTO b VALUES ('a', 1)", Some((1, 2))),
    ("INSERT OR IGNORE INTO b VALUES ('a', 1)", Some((0, 0))),
    ("UPDATE b SET v = 3 WHERE k = 'a'", Some((1, 1))),
    ("DELETE FROM b WHERE k = 'a'", Some((1, 1))),
    ("CREATE TABLE c (k TEXT PRIMARY KEY, v) WITHOUT ROWID", None),
    ("INSERT INTO c VALUES ('a', 1)", Some((1, 1))),
    ("UPDATE c SET v = 3 WHERE k = 'a'", Some((1, 1))),
    ("UPDATE c SET k = 'b' WHERE k = 'a'", Some((1, 1))),
    ("CREATE INDEX cv ON c (v)", None),
    ("INSERT INTO c VALUES ('z', 1)", Some((1, 2))),
    ("UPDATE c SET v = 5 WHERE k = 'z'", Some((1, 2))),
    ("DELETE FROM c WHERE k = 'z'", Some((1, 1))),
    ("CREATE TABLE p (id INTEGER PRIMARY KEY)", None),
    ("CREATE TABLE ch (id INTEGER PRIMARY KEY, p REFERENCES p (id) ON DELETE CASCADE)", None),
    ("INSERT INTO p VALUES (1)", Some((1, 1))),
    ("INSERT INTO ch (p) VALUES (1),(1),(1)", Some((3, 3))),
    ("DELETE FROM p WHERE id = 1", Some((4, 4))),
    ("CREATE TRIGGER tr AFTER INSERT ON p BEGIN INSERT INTO ch (p) VALUES (new.id); END", None),
    ("INSERT INTO p VALUES (2)", Some((2, 2))),
    ("CREATE TABLE au (id INTEGER PRIMARY KEY AUTOINCREMENT, x)", None),
    ("INSERT INTO au (x) VALUES (1)", Some((1, 2))),
    ("INSERT INTO au (x) VALUES (1),(2)", Some((2, 3))),
    ("SELECT count(*) FROM au", Some((0, 0))),
    ("INSERT INTO au (x) SELECT x FROM au", Some((3, 4))),
    ("INSERT INTO au (x) VALUES (1) RETURNING id", Some((1, 2))),
    ("CREATE INDEX ae ON a (x + z)", None),
    ("INSERT INTO a (x,y,z) VALUES (1,9,1)", Some((1, 4))),
    ("UPDATE a SET z = 2", Some((1, 2))),
    ("UPDATE a SET y = 8", Some((1, 2))),
    ("CREATE TABLE par (id INTEGER PRIMARY KEY, u UNIQUE)", None),
    ("CREATE TABLE kid (id INTEGER PRIMARY KEY, p REFERENCES par (u), q)", None),
    ("CREATE INDEX kp ON kid (p)", None),
    ("INSERT INTO par VALUES (1, 1)", Some((1, 2))),
    ("INSERT INTO kid VALUES (1, 1, 1)", Some((1, 2))),
    ("UPDATE kid SET q = 2", Some((1, 1))),
    ("UPDATE kid SET p = 1", Some((1, 2))),
    ("UPDATE par SET u = 1", Some((1, 2))),
    ("UPDATE par SET id = 2", Some((1, 2))),
];

#[test]
fn rows_written_are_d1s() {
    static EMPTY: Manifest =
        Manifest { d1: &[D1Manifest { binding: "DB", schema: &[], migrations: &[] }], ..TINY_MANIFEST };
    let worker = start(Tiny(&EMPTY), Host::in_memory());
    for (sql, expected) in STATEMENTS {
        let meta = worker.sql("DB", *sql, vec![]).unwrap().meta;
        if let Some(expected) = expected {
            assert_eq!((meta.changes, meta.rows_written), *expected, "{sql}");
        }
    }
}
