//! Decoding: what a row of ten columns costs on its way from cells to a struct, beside serde_json
//! reading the same row from text.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench that fails may panic")]

use divan::Bencher;
use divan::counter::ItemsCount;
use williw_workers::d1::{DecodeError, FromResult, FromRow, ResultSet, Row, Value};

fn main() {
    divan::main();
}

const ROWS: usize = 100;

#[derive(serde::Deserialize)]
#[allow(dead_code)] // Read as a whole.
struct Thing {
    id: String,
    title: String,
    body: Option<String>,
    state: String,
    score: f64,
    amount: i64,
    done: i64,
    data: Option<String>,
    created_at: i64,
    updated_at: i64,
}

impl FromRow for Thing {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DecodeError> {
        Ok(Thing {
            id: row.next("id")?,
            title: row.next("title")?,
            body: row.next("body")?,
            state: row.next("state")?,
            score: row.next("score")?,
            amount: row.next("amount")?,
            done: row.next("done")?,
            data: row.next("data")?,
            created_at: row.next("created_at")?,
            updated_at: row.next("updated_at")?,
        })
    }
}

fn cells() -> ResultSet {
    let text = |text: &str| Value::Text(text.to_owned());
    let row = |n: i64| {
        [
            text(&format!("thing-{n}")),
            text("A title of some length"),
            Value::Null,
            text("open"),
            Value::Real(0.5),
            Value::Integer(n),
            Value::Integer(1),
            text("data"),
            Value::Integer(1_700_000_000_000),
            Value::Integer(1_700_000_000_001),
        ]
    };
    let cells = (0..100).flat_map(row).collect();
    ResultSet { cells, width: 10, ..ResultSet::default() }
}

#[divan::bench]
fn from_cells(bencher: Bencher<'_, '_>) {
    let bencher = bencher.counter(ItemsCount::new(ROWS));
    bencher.with_inputs(cells).bench_values(|set| Vec::<Thing>::from_result(set).unwrap());
}

#[divan::bench]
fn from_json_text(bencher: Bencher<'_, '_>) {
    let row = r#"{"id":"thing-1","title":"A title of some length","body":null,"state":"open","score":0.5,"amount":7,"done":1,"data":"data","created_at":1700000000000,"updated_at":1700000000001}"#;
    let text = format!("[{}]", [row; ROWS].join(","));
    let bencher = bencher.counter(ItemsCount::new(ROWS));
    bencher.bench(|| serde_json::from_str::<Vec<Thing>>(&text).unwrap());
}
