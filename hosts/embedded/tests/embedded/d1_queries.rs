//! Named queries as generated code runs them: a statement, its parameters, and how its result is read.

use std::rc::Rc;

use williw_embedded::Host;
use williw_embedded::testing::{TestWorker, start};
use williw_workers::d1::{Changes, D1Database, D1Error, Query, Read, Statement, Value, Write, list};
use williw_workers::driver;

use crate::support::{TINY, Tiny};

struct World {
    worker: TestWorker,
    db: D1Database,
}

impl World {
    fn new() -> Self {
        let worker = start(Tiny(&TINY), Host::in_memory());
        worker.sql("DB", "CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT UNIQUE, bytes BLOB)", vec![]).unwrap();
        let texts = "(1, 'a', x'00FF'), (2, 'b', NULL), (3, char(0x61, 0, 0x62), x''), (4, NULL, NULL)";
        worker.sql("DB", format!("INSERT INTO t VALUES {texts}"), vec![]).unwrap();
        let host: Rc<dyn driver::Host> = worker.host();
        let db = D1Database::of(&host, "DB").unwrap();
        World { worker, db }
    }

    fn run<T, A>(&self, query: Query<T, A>) -> Result<T, D1Error> {
        self.worker.block_on(self.db.run(query))
    }
}

const fn read(sql: &'static str) -> Statement<Read> {
    Statement { sql, columns: &["id"], access: Read, idempotent: false }
}

const fn write(sql: &'static str) -> Statement {
    Statement { sql, columns: &[], access: Write, idempotent: false }
}

#[track_caller]
fn check(filter: &'static str, values: Value, expected: &[i64]) {
    let sql = Box::leak(format!("SELECT id FROM t WHERE {filter} ORDER BY id").into_boxed_str());
    assert_eq!(World::new().run(read(sql).cells::<i64>(vec![values])).as_deref(), Ok(expected), "{filter}");
}

#[test]
fn a_list_of_any_length_is_one_parameter() {
    const TEXTS: &str = "text IN (SELECT value FROM json_each(?1))";
    const IDS: &str = "id IN (SELECT value FROM json_each(?1))";
    check(TEXTS, list(["b", "a", "nobody"]), &[1, 2]);
    check(TEXTS, list(["a\0b", "\"\\\n"]), &[3]);
    check(TEXTS, list([""; 0]), &[]);
    check(TEXTS, list(&[None, Some("a".to_owned())]), &[1]);
    check("text NOT IN (SELECT value FROM json_each(?1))", list([""; 0]), &[1, 2, 3, 4]);
    check("text NOT IN (SELECT value FROM json_each(?1))", list(["a"]), &[2, 3]);
    check(IDS, list(&[4, 2, i64::MAX]), &[2, 4]);
    check(IDS, list(&(-50_000..50_000).collect::<Vec<i64>>()), &[1, 2, 3, 4]);
    check("bytes IN (SELECT unhex(value) FROM json_each(?1))", list(&[vec![0_u8, 255], vec![]]), &[1, 3]);
    check("bytes IN (SELECT unhex(value) FROM json_each(?1))", list(&[vec![0_u8, 254]]), &[]);
}

#[test]
fn integers_of_a_list_stay_integers() {
    let world = World::new();
    let kinds = read("SELECT group_concat(typeof(value) || value, ' ') AS id FROM json_each(?1)");
    let numbers = list(&[5, -7, (1_i64 << 53) + 1]);
    let expected = "integer5 integer-7 integer9007199254740993";
    assert_eq!(world.run(kinds.cell::<String>(vec![numbers])).as_deref(), Ok(expected));
}

#[test]
fn a_list_that_cannot_be_bound_is_refused() {
    let world = World::new();
    let ids = || read("SELECT id FROM t WHERE text = ?1 OR id IN (SELECT value FROM json_each(?2))");
    let run = |values| world.run(ids().cells::<i64>(vec!["a".into(), values]));
    assert!(matches!(run(list(&[f64::INFINITY])), Err(D1Error::Parameter { position: 2, .. })));
    assert!(matches!(run(list(["x".repeat(2_000_000).as_str()])), Err(D1Error::TooLarge(_))));
}

#[test]
fn each_command_reads_its_result() {
    let world = World::new();
    let found = |id: i64| {
        read("SELECT text AS id FROM t WHERE id = ?1").optional_cell::<Option<String>>(vec![Value::Integer(id)])
    };
    assert_eq!(world.run(found(1)), Ok(Some(Some("a".into()))));
    assert_eq!(world.run(found(4)), Ok(Some(None)));
    assert_eq!(world.run(found(9)), Ok(None));
    assert_eq!(world.run(read("SELECT count(*) AS id FROM t").cell::<u32>(vec![])), Ok(4));
    assert!(matches!(world.run(read("SELECT id FROM t WHERE 0").cell::<u32>(vec![])), Err(D1Error::Decode(_))));
    assert_eq!(world.run(write("INSERT INTO t (id) VALUES (7)").last_id(vec![])), Ok(7));
    assert_eq!(world.run(write("UPDATE t SET bytes = NULL WHERE id > ?1").rows(vec![Value::Integer(2)])), Ok(3));
    let deleted = world.run(write("DELETE FROM t WHERE id > 2 RETURNING id").result(vec![])).unwrap();
    assert_eq!(deleted, Changes { changes: 3, last_row_id: 7 });
    // A SELECT whose rows nobody wants.
    assert_eq!(world.run(read("SELECT id FROM t").exec(vec![])), Ok(()));
    assert_eq!(world.run(read("SELECT id FROM t").rows(vec![])), Ok(0));
}

#[test]
fn queries_of_all_kinds_make_a_batch() {
    let world = World::new();
    let (changed, ids, (), one) = world
        .worker
        .block_on(world.db.batch((
            write("DELETE FROM t WHERE id = 1").rows(vec![]),
            read("SELECT id FROM t ORDER BY id").cells::<i64>(vec![]),
            write("UPDATE t SET text = NULL").exec(vec![]),
            read("SELECT max(text) AS id FROM t").cell::<Option<String>>(vec![]),
        )))
        .unwrap();
    assert_eq!((changed, ids, one), (1, vec![2, 3, 4], None));
}
