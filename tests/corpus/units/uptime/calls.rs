use super::app::{db, queries};
use db::UptimeflareInsert;

fn bytes(n: u8) -> UptimeflareInsert {
    UptimeflareInsert { key: format!("b{n}"), value: vec![n; usize::from(n)] }
}

crate::calls! {
    queries::put("new", b"\x00\x01\xfe\xff"),
    queries::put("state", b""),
    queries::get("new"),
    queries::get("state"),
    queries::get("none"),
    queries::sizes(),
    queries::same(b"\xc3\xbc", &["ü", "new", "none"]),
    queries::same(b"", &["empty", "state"]),
    queries::holding(&[vec![], vec![0, 0, 0], "ü".as_bytes().to_vec()]),
    queries::holding(&[]),
    queries::swap(b"text", "ü", b"\xc3\xbc"),
    queries::swap(b"text", "ü", b"\xc3\xbc"),
    queries::largest(""),
    queries::largest("zzz"),
    db::uptimeflare::insert_many_returning([bytes(0), bytes(3), bytes(255)]),
}
