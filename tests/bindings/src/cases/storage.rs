//! An object's keys and values. Each part of a case runs within the object of the case's name.

use williw_workers::durable_objects::{ObjectError, StorageError, StorageList};

use crate::app::Cx;
use crate::app::types::Item;
use crate::case::{Case, Ended, Say};
use crate::objects::VaultObject;

/// Runs a part in the object of the case's name.
async fn run(c: &mut Case, part: &str) -> Ended {
    let result = c.cx.vault.named(c.name).run(&part.parse()?).await;
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
    values: "values";
    deletes: "deletes";
    order: "fill" "order";
    ranges: "fill" "ranges";
    limits: "limits";
    write_then_throw: "write-then-throw" "what-is-there";
    rolled_back: "rolled-back" "what-is-there";
    nested: "nested" "what-is-there";
    thrown_in_transaction: "thrown-in-transaction" "what-is-there";
    everything_deleted: "fill" "delete-all" "what-is-there";
}

type Lines = Result<Vec<String>, ObjectError>;

/// A part of a case.
pub(crate) async fn within(vault: &VaultObject, _: &Cx, part: &str) -> Lines {
    match part {
        "values" => values_part(vault),
        "deletes" => deletes_part(vault),
        "fill" => fill(vault),
        "order" => order_part(vault),
        "ranges" => ranges_part(vault),
        "limits" => limits_part(vault),
        "write-then-throw" => write_then_throw_part(vault),
        "rolled-back" => rolled_back_part(vault),
        "nested" => nested_part(vault),
        "thrown-in-transaction" => thrown_in_transaction_part(vault),
        "what-is-there" => what_is_there(vault),
        "delete-all" => delete_all(vault),
        _ => Err(ObjectError::thrown(format!("there is no part `{part}`"))),
    }
}

fn values_part(vault: &VaultObject) -> Lines {
    let storage = vault.state.storage();
    let mut out = Vec::new();
    out.show("missing", storage.get::<u32>("none"));
    storage.put("number", &9_007_199_254_740_993_u64)?;
    out.show("beyond 2^53", storage.get::<u64>("number"));
    storage.put("text", "é €\u{1f600}\0\n")?;
    out.show("text", storage.get::<String>("text"));
    storage.put("item", &Item { name: "é".to_owned(), size: 7 })?;
    out.show("record", storage.get::<Item>("item"));
    storage.put("none", &None::<u32>)?;
    out.show("null is a value", storage.get::<Option<u32>>("none"));
    storage.put("list", &vec![Some(1.5), None])?;
    out.show("list", storage.get::<Vec<Option<f64>>>("list"));
    storage.put("list", &true)?;
    out.show("overwritten", storage.get::<bool>("list"));
    out.show("of another type", storage.get::<Vec<u32>>("list"));
    storage.put("", &1)?;
    out.show("an empty key", storage.get::<u32>(""));
    storage.put("é €\u{1f600}", &2)?;
    out.show("any key", storage.get::<u32>("é €\u{1f600}"));
    Ok(out)
}

fn deletes_part(vault: &VaultObject) -> Lines {
    let storage = vault.state.storage();
    let mut out = Vec::new();
    out.show("what is not there", storage.delete("a"));
    storage.put("a", &1)?;
    out.show("what is there", storage.delete("a"));
    out.show("get", storage.get::<u32>("a"));
    Ok(out)
}

const KEYS: [&str; 9] = ["b", "a", "B", "é", "\u{1f600}", "\u{ff5e}", "a/1", "a/2", "a0"];

fn fill(vault: &VaultObject) -> Lines {
    for (number, key) in KEYS.iter().enumerate() {
        vault.state.storage().put(key, &number)?;
    }
    Ok(Vec::new())
}

fn listed(vault: &VaultObject, list: &StorageList) -> Result<Vec<String>, StorageError> {
    let found = vault.state.storage().list::<serde_json::Value>(list)?;
    Ok(found.into_iter().map(|(key, value)| format!("{key}={value}")).collect())
}

fn order_part(vault: &VaultObject) -> Lines {
    let mut out = Vec::new();
    let all = StorageList::default();
    out.show("all", listed(vault, &all));
    out.show("reverse", listed(vault, &StorageList { reverse: true, ..all.clone() }));
    out.show("first two", listed(vault, &StorageList { limit: Some(2), ..all.clone() }));
    out.show("last two", listed(vault, &StorageList { limit: Some(2), reverse: true, ..all }));
    out.show("of another type", vault.state.storage().list::<String>(&StorageList::default()));
    Ok(out)
}

fn ranges_part(vault: &VaultObject) -> Lines {
    let text = |text: &str| Some(text.to_owned());
    let none = StorageList::default();
    let mut out = Vec::new();
    for (what, list) in [
        ("prefix a", StorageList { prefix: text("a"), ..none.clone() }),
        ("prefix a/", StorageList { prefix: text("a/"), ..none.clone() }),
        ("prefix z", StorageList { prefix: text("z"), ..none.clone() }),
        ("start a/1", StorageList { start: text("a/1"), ..none.clone() }),
        ("after a/1", StorageList { start_after: text("a/1"), ..none.clone() }),
        ("end a/2", StorageList { end: text("a/2"), ..none.clone() }),
        ("start a, end b", StorageList { start: text("a"), end: text("b"), ..none.clone() }),
        ("start b, end a", StorageList { start: text("b"), end: text("a"), ..none.clone() }),
        ("start a, end a", StorageList { start: text("a"), end: text("a"), ..none.clone() }),
        ("prefix a, start a/2", StorageList { prefix: text("a"), start: text("a/2"), ..none.clone() }),
        (
            "prefix a, end a/2, reverse",
            StorageList { prefix: text("a"), end: text("a/2"), reverse: true, ..none.clone() },
        ),
        ("prefix a, start b", StorageList { prefix: text("a"), start: text("b"), ..none.clone() }),
        ("after é, limit 1", StorageList { start_after: text("é"), limit: Some(1), ..none.clone() }),
        ("limit 0", StorageList { limit: Some(0), ..none.clone() }),
        ("start and after", StorageList { start: text("a"), start_after: text("a"), ..none }),
    ] {
        out.show(what, listed(vault, &list));
    }
    Ok(out)
}

fn limits_part(vault: &VaultObject) -> Lines {
    let storage = vault.state.storage();
    let mut out = Vec::new();
    // The quotes are two bytes, the key is one.
    for length in [1_000_000, 1_999_997, 1_999_998] {
        out.show(format_args!("{length} characters"), storage.put("k", &"v".repeat(length)));
        out.say(format_args!("read: {:?}", storage.get::<String>("k")?.map(|text| text.len())));
    }
    let key = "k".repeat(2049);
    out.show("a key of 2049 bytes", storage.put(&key, &1));
    out.show("read", storage.get::<u32>(&key));
    Ok(out)
}

/// What was written before an error stays.
fn write_then_throw_part(vault: &VaultObject) -> Lines {
    vault.state.storage().put("a", &1)?;
    vault.state.storage().put("b", &2)?;
    Err(ObjectError::thrown("after two writes"))
}

fn what_is_there(vault: &VaultObject) -> Lines {
    let mut out = Vec::new();
    out.show("there is", listed(vault, &StorageList::default()));
    Ok(out)
}

fn rolled_back_part(vault: &VaultObject) -> Lines {
    let storage = vault.state.storage();
    let mut out = Vec::new();
    storage.put("before", &1)?;
    storage.put("deleted", &1)?;
    let result = storage.transaction(|| {
        storage.put("before", &2)?;
        storage.put("within", &2)?;
        storage.delete("deleted")?;
        out.show("within", listed(vault, &StorageList::default()));
        Err::<(), _>(ObjectError::thrown("taken back"))
    });
    out.show("the transaction", result);
    out.show("a good one", storage.transaction(|| storage.put("good", &3).map(|()| "its result")));
    storage.put("after", &4)?;
    Ok(out)
}

fn nested_part(vault: &VaultObject) -> Lines {
    let storage = vault.state.storage();
    let mut out = Vec::new();
    let outer = storage.transaction(|| {
        storage.put("outer", &1)?;
        let inner = storage.transaction(|| {
            storage.put("inner", &2)?;
            Err::<(), _>(StorageError("inner".to_owned()))
        });
        out.show("inner", inner);
        storage.transaction(|| storage.put("inner that stays", &3))?;
        storage.put("outer, later", &4)
    });
    out.show("outer", outer);
    let outer = storage.transaction(|| {
        storage.transaction(|| storage.put("inner of one that is taken back", &5))?;
        Err::<(), _>(StorageError("outer".to_owned()))
    });
    out.show("outer", outer);
    Ok(out)
}

/// An error that leaves the call takes back what the transaction wrote, and nothing else.
fn thrown_in_transaction_part(vault: &VaultObject) -> Lines {
    let storage = vault.state.storage();
    storage.put("before", &1)?;
    storage.transaction(|| {
        storage.put("within", &2)?;
        Err::<(), _>(ObjectError::thrown("out of the call"))
    })?;
    Ok(Vec::new())
}

fn delete_all(vault: &VaultObject) -> Lines {
    let storage = vault.state.storage();
    let mut out = Vec::new();
    storage.delete_all()?;
    out.show("gone", listed(vault, &StorageList::default()));
    storage.put("new", &1)?;
    Ok(out)
}
