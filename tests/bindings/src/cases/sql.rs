//! An object's own database.

use williw_workers::Timestamp;
use williw_workers::d1::{D1Error, PageRequest};
use williw_workers::durable_objects::{ObjectError, StorageList};

use crate::app::Cx;
use crate::app::objects::ledger::db::{AccountInsert, AccountPatch, CellInsert, EntryInsert, accounts, cells, entries};
use crate::app::objects::ledger::queries;
use crate::app::types::Level;
use crate::case::{Case, Ended, Say};
use crate::objects::LedgerObject;

async fn run(c: &mut Case, part: &str) -> Ended {
    let result = c.cx.ledger.named(c.name).run(&part.parse()?).await;
    match result {
        Ok(lines) => c.all(lines),
        Err(error) => c.say(format_args!("{part}: error: {error}")),
    }
    Ok(())
}

macro_rules! parts {
    ($($case:ident: $($part:literal)*;)*) => {
        $(pub(super) async fn $case(c: &mut Case) -> Ended {
            $(run(c, $part).await?;)*
            Ok(())
        })*
    };
}

parts! {
    rows: "rows";
    named_queries: "fill" "named-queries";
    pages: "fill" "pages";
    batches: "batches" "counts";
    transactions: "transactions" "counts";
    keys_and_rows: "keys-and-rows" "counts";
    errors: "errors" "counts";
    throw_after_write: "throw-after-write" "counts";
    numbers: "numbers";
    blobs: "blobs";
    bulk: "bulk" "counts";
    limits: "limits" "counts";
    everything_deleted: "fill" "delete-all" "counts";
}

type Lines = Result<Vec<String>, ObjectError>;

/// A part of a case.
pub(crate) async fn within(ledger: &LedgerObject, cx: &Cx, part: &str) -> Lines {
    match part {
        "rows" => rows_part(ledger),
        "fill" => fill(ledger),
        "named-queries" => named_queries_part(ledger),
        "pages" => pages_part(ledger),
        "batches" => batches_part(ledger),
        "transactions" => transactions_part(ledger),
        "keys-and-rows" => keys_and_rows_part(ledger),
        "errors" => errors_part(ledger),
        "throw-after-write" => throw_after_write_part(ledger),
        "numbers" => numbers_part(ledger),
        "blobs" => blobs_part(ledger),
        "bulk" => bulk_part(ledger),
        "limits" => limits_part(ledger),
        "counts" => counts(ledger),
        "delete-all" => delete_all(ledger, cx).await,
        _ => Err(ObjectError::thrown(format!("there is no part `{part}`"))),
    }
}

fn account(id: i64, owner: &str) -> AccountInsert {
    AccountInsert { id: Some(id), owner: owner.to_owned(), level: None }
}

fn entry(account: i64, amount: i64) -> EntryInsert {
    EntryInsert {
        id: None,
        account,
        amount,
        made_at: Timestamp::from_millis(1_700_000_000_000),
        note: None,
        proof: None,
    }
}

fn counts(ledger: &LedgerObject) -> Lines {
    let mut out = Vec::new();
    out.show("there are", ledger.state.storage().run(queries::counts()));
    Ok(out)
}

fn fill(ledger: &LedgerObject) -> Lines {
    let storage = ledger.state.storage();
    storage.run(accounts::insert(account(1, "ann")))?;
    storage.run(accounts::insert(account(2, "bob")))?;
    for amount in 1..=5 {
        storage.run(entries::insert(entry(1, amount)))?;
    }
    Ok(Vec::new())
}

fn rows_part(ledger: &LedgerObject) -> Lines {
    let storage = ledger.state.storage();
    let mut out = Vec::new();
    out.show("missing", storage.run(accounts::get(1)));
    out.show("insert", storage.run(accounts::insert(account(1, "é €"))));
    out.show("get", storage.run(accounts::get(1)));
    out.show("by its owner", storage.run(accounts::by_owner("é €")));
    out.show(
        "insert, returning",
        storage.run(entries::insert_returning(EntryInsert { note: Some("n\0n".into()), ..entry(1, 3) })),
    );
    let patch = AccountPatch::new().level(Level::new(7).unwrap_or(Level::MIN));
    out.show("update, returning", storage.run(accounts::update_returning(1, patch)));
    out.show("upsert", storage.run(accounts::upsert(account(1, "new"))));
    out.show("get", storage.run(accounts::get(1)));
    out.show("delete what is not there", storage.run(accounts::delete(9)));
    out.show("delete", storage.run(entries::delete(1)));
    out.show("an id is given anew", storage.run(entries::insert_returning(entry(1, 4))).map(|inserted| inserted.0.id));
    Ok(out)
}

fn named_queries_part(ledger: &LedgerObject) -> Lines {
    let storage = ledger.state.storage();
    let mut out = Vec::new();
    out.show("one", storage.run(queries::balance(1)));
    out.show("one of nothing", storage.run(queries::balance(2)));
    out.show("many", storage.run(queries::recent(1, 2)));
    out.show("many, none", storage.run(queries::recent(2, 2)));
    out.show("rows changed", storage.run(queries::rename("eve", 2)));
    out.show("none changed", storage.run(queries::rename("eve", 3)));
    Ok(out)
}

fn pages_part(ledger: &LedgerObject) -> Lines {
    let storage = ledger.state.storage();
    let mut out = Vec::new();
    let mut after = None;
    loop {
        let page = storage.run(entries::page(PageRequest::after(after, 2)))?;
        out.say(format_args!(
            "{:?}, more: {}",
            page.rows.iter().map(|row| row.amount).collect::<Vec<_>>(),
            page.next.is_some()
        ));
        after = page.next;
        if after.is_none() {
            return Ok(out);
        }
    }
}

fn batches_part(ledger: &LedgerObject) -> Lines {
    let storage = ledger.state.storage();
    let mut out = Vec::new();
    let batch = (accounts::insert(account(1, "ann")), entries::insert_returning(entry(1, 5)), queries::balance(1));
    out.show("a batch", storage.batch(batch));
    let batch =
        (accounts::insert(account(2, "bob")), entries::insert(entry(1, 6)), accounts::insert(account(3, "ann")));
    out.show("a batch that fails at its end", storage.batch(batch));
    let many: Vec<_> = (4..7).map(|id| accounts::insert(account(id, &format!("n{id}")))).collect();
    out.show("a list", storage.batch(many).map(|changes| changes.len()));
    Ok(out)
}

fn transactions_part(ledger: &LedgerObject) -> Lines {
    let storage = ledger.state.storage();
    let mut out = Vec::new();
    let result = storage.transaction(|| {
        storage.run(accounts::insert(account(1, "ann")))?;
        out.show("within", storage.run(queries::counts()));
        // A batch within it is a transaction of its own.
        let batch = (accounts::insert(account(2, "bob")), accounts::insert(account(2, "bob")));
        out.show("a batch within", storage.batch(batch).map(|_| ()));
        out.show("after it", storage.run(queries::counts()));
        Err::<(), _>(ObjectError::thrown("taken back"))
    });
    out.show("the transaction", result);
    let result = storage.transaction(|| {
        storage.run(accounts::insert(account(3, "eve")))?;
        // A statement that fails takes nothing else along.
        out.show("fails", storage.run(accounts::insert(account(3, "eve"))).map(|_| ()));
        Ok::<_, ObjectError>(())
    });
    out.show("a good one", result);
    Ok(out)
}

/// Keys and rows are one storage.
fn keys_and_rows_part(ledger: &LedgerObject) -> Lines {
    let storage = ledger.state.storage();
    let mut out = Vec::new();
    let result = storage.transaction(|| {
        storage.put("key", &1)?;
        storage.run(accounts::insert(account(1, "ann")))?;
        Err::<(), _>(ObjectError::thrown("both taken back"))
    });
    out.show("the transaction", result);
    out.show("key", storage.get::<u32>("key"));
    storage.put("key", &2)?;
    storage.run(accounts::insert(account(2, "bob")))?;
    out.show("keys", storage.list::<u32>(&StorageList::default()));
    Ok(out)
}

fn errors_part(ledger: &LedgerObject) -> Lines {
    let storage = ledger.state.storage();
    let mut out = Vec::new();
    storage.run(accounts::insert(account(1, "ann")))?;
    let unique = storage.run(accounts::insert(account(2, "ann")));
    out.say(format_args!(
        "on its owner: {}",
        unique.as_ref().is_err_and(|error| error.is_unique("accounts", &["owner"]))
    ));
    out.show("unique", unique);
    out.show("the key", storage.run(accounts::insert(account(1, "bob"))));
    let error = storage.run(entries::insert(entry(9, 1)));
    out.say(format_args!("of foreign keys: {}", matches!(error, Err(D1Error::ForeignKey))));
    out.show("a foreign key", error);
    out.show(
        "a row that is referenced",
        storage.run(entries::insert(entry(1, 1))).and_then(|_| storage.run(accounts::delete(1))),
    );
    out.show("beyond 2^53", storage.run(entries::insert(entry(1, 9_007_199_254_740_993))));
    out.show("not finite", storage.run(queries::put_cell(Some(f64::NAN))));
    Ok(out)
}

fn throw_after_write_part(ledger: &LedgerObject) -> Lines {
    let storage = ledger.state.storage();
    storage.run(accounts::insert(account(1, "ann")))?;
    storage.run(accounts::insert(account(2, "ann")))?;
    Ok(Vec::new())
}

/// Every number is bound as REAL; a column of integers makes one of it again.
fn numbers_part(ledger: &LedgerObject) -> Lines {
    let storage = ledger.state.storage();
    let mut out = Vec::new();
    for number in [5.0, -0.5, 1e300] {
        storage.run(queries::put_cell(Some(number)))?;
    }
    for row in storage.run(queries::kinds_of_cells())? {
        out.say(format_args!("{row:?}"));
    }
    out.show("an integer parameter", storage.run(queries::kind_of_integer(5)));
    storage.run(accounts::insert(account(9_007_199_254_740_991, "max")))?;
    storage.run(entries::insert(entry(9_007_199_254_740_991, -9_007_199_254_740_991)))?;
    out.show("the largest", storage.run(queries::recent(9_007_199_254_740_991, 1)));
    let cell = CellInsert { id: Some(9), cell: Some(williw_workers::d1::Value::Integer(7)), real: Some(7.0) };
    out.show("an untyped cell", storage.run(cells::insert(cell)).and_then(|_| storage.run(cells::get(9))));
    Ok(out)
}

fn blobs_part(ledger: &LedgerObject) -> Lines {
    let storage = ledger.state.storage();
    let mut out = Vec::new();
    storage.run(accounts::insert(account(1, "ann")))?;
    let all: Vec<u8> = (0..=255).collect();
    for (id, proof) in [(1, vec![]), (2, vec![0]), (3, all)] {
        storage.run(entries::insert(EntryInsert { id: Some(id), proof: Some(proof.clone()), ..entry(1, 1) }))?;
        let read = storage.run(entries::get(id))?.and_then(|row| row.proof);
        out.say(format_args!("{} bytes, the same: {}", proof.len(), read == Some(proof)));
    }
    let large = super::kv::noise(1_900_000);
    storage.run(entries::insert(EntryInsert { id: Some(4), proof: Some(large.clone()), ..entry(1, 1) }))?;
    let read = storage.run(entries::get(4))?.and_then(|row| row.proof);
    out.say(format_args!("1.9 MB, the same: {}", read == Some(large)));
    Ok(out)
}

/// More rows than one statement takes.
fn bulk_part(ledger: &LedgerObject) -> Lines {
    let storage = ledger.state.storage();
    let mut out = Vec::new();
    let many = |from: i64| (from..from + 250).map(|id| account(id, &format!("n{id}")));
    out.show("250 rows", storage.run(accounts::insert_many(many(1))).map(|changes| changes.changes));
    out.show("250 rows, one of them again", storage.run(accounts::insert_many(many(250))).map(|_| ()));
    Ok(out)
}

fn limits_part(ledger: &LedgerObject) -> Lines {
    let storage = ledger.state.storage();
    let mut out = Vec::new();
    for length in [1_999_000, 2_000_001] {
        let result = storage.run(accounts::insert(account(length, &"o".repeat(usize::try_from(length).unwrap_or(0)))));
        out.show(format_args!("a text of {length} bytes"), result.map(|_| ()));
    }
    Ok(out)
}

/// Tables are there again, empty.
async fn delete_all(ledger: &LedgerObject, cx: &Cx) -> Lines {
    let storage = ledger.state.storage();
    let mut out = Vec::new();
    storage.put("key", &1)?;
    ledger.state.set_alarm(cx.clock.now().saturating_add(std::time::Duration::from_secs(3600)))?;
    out.show("counts", storage.run(queries::counts()));
    out.show("delete_all", storage.delete_all());
    out.show("key", storage.get::<u32>("key"));
    out.show("alarm", ledger.state.alarm().await);
    out.show("counts", storage.run(queries::counts()));
    out.show("and they take rows", storage.run(accounts::insert(account(1, "ann"))));
    Ok(out)
}
