use super::app::db::AccountKind::{Admin, Bot, User};
use super::app::db::{AccountInsert, AccountPatch, OrderLineInsert, OrderLinePatch, accounts, order_lines};
use super::app::queries;
use super::app::types::{Lamports, Name};
use williw_workers::d1::{PageRequest, Value};

fn lamports(n: i64) -> Lamports {
    Lamports::new(n).unwrap()
}

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

fn account(text: &str) -> AccountInsert {
    AccountInsert { id: None, name: name(text), kind: None, lamports: None, ratio: None, photo: None, extra: None }
}

fn line(line_no: i64, price: Value) -> OrderLineInsert {
    OrderLineInsert {
        order: 2,
        line_no,
        select: None,
        price: Some(price.clone()),
        when: Some(price.clone()),
        active: None,
        untyped: Some(price),
    }
}

crate::calls! {
    queries::rich(&lamports(0)),
    queries::rich(&lamports(5_000)),
    queries::lines(1),
    queries::lines(2),
    queries::lines(-3),
    queries::add_line(2, 1, None, &Value::Real(0.1), &Value::Null, true, &Value::Blob(vec![0, 255])),
    queries::add_line(2, 2, Some("a\u{0}b"), &Value::Integer(3), &Value::Real(-1.5), false, &Value::from("12")),
    queries::add_line(2, 3, Some(""), &Value::from("12.50"), &Value::from("1735689600"), true, &Value::Integer(12)),
    queries::add_line(2, 3, None, &Value::Null, &Value::Null, true, &Value::Null),
    queries::add_line(77, 1, None, &Value::Null, &Value::Null, true, &Value::Null),
    queries::echo(7, 0.1, "ünï\u{1f600}", true, b"\x00\xff"),
    queries::echo(-9_007_199_254_740_991, -0.0, "", false, b""),
    queries::echo(0, 1e21, "'; DROP TABLE accounts; --", false, b"'"),
    queries::echo(1, 9_007_199_254_740_993.0, "\"\\\u{2028}\n", true, &[128; 3]),
    queries::echo(1, f64::NAN, "", true, b""),
    queries::echo(9_007_199_254_740_992, 1.0, "", true, b""),
    queries::by_kind(&[User, Bot]),
    queries::by_kind(&[Admin]),
    queries::by_kind(&[]),
    queries::pay(&lamports(5), 5),
    queries::pay(&lamports(5), 5),
    queries::create(&name("ANN"), &User, &lamports(1), None, None, &Value::Null),
    queries::create(&name("robot"), &Bot, &lamports(1), None, None, &Value::Null),
    queries::create(&name("zoe"), &User, &lamports(9), Some(0.1), Some(b"\x01\x02"), &Value::Integer(1)),
    queries::set_extra(&Value::from("x"), Some(2.0), &name("ZOE")),
    queries::set_extra(&Value::Blob(vec![]), None, &name("nobody")),
    queries::pages(2, 0),
    queries::pages(2, 2),
    accounts::insert_returning(account("newest")),
    accounts::insert_many(["m1", "m2", "m3"].map(account)),
    accounts::insert_many([account("m4"), account("M1")]),
    accounts::update_returning(2, AccountPatch::new().ratio(Some(1e-7)).photo(Some(vec![1])).extra(Value::Real(1.0))),
    accounts::update(2, AccountPatch::new().name(name("Ann"))),
    accounts::by_name(&name("çelik")),
    accounts::by_name(&name("bOB")),
    accounts::page_by_kind_lamports(&User, PageRequest::first(2)),
    accounts::page_by_kind_lamports(&User, PageRequest::first(2).descending()),
    order_lines::insert_many_returning([line(10, Value::Integer(1)), line(11, Value::Real(1.5)), line(12, Value::from("1")), line(13, Value::Null)]),
    order_lines::upsert(line(10, Value::Blob(vec![1]))),
    order_lines::update_returning(2, 11, OrderLinePatch::new().active(false).price(Value::from("1e2"))),
    order_lines::page(PageRequest::first(3)),
    (accounts::delete(2), order_lines::get(2, 10), accounts::get(2)),
    (accounts::delete(-3), queries::add_line(77, 1, None, &Value::Null, &Value::Null, true, &Value::Null)),
    accounts::get(-3),
    vec![queries::drop(-3), queries::drop(-3)],
    queries::pages(100, 0),
}
