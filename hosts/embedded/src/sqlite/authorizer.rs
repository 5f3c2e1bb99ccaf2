//! What a Worker's SQL may do: workerd's rules, so that what D1 would refuse is refused here.
//!
//! SQLite asks once for each thing that a statement touches, while it prepares the statement. The
//! lists are those of workerd's `src/workerd/util/sqlite.c++`.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};

/// D1's answer to BEGIN, COMMIT, ROLLBACK, SAVEPOINT and RELEASE.
pub(crate) const TRANSACTION_REFUSED: &str = "To execute a transaction, please use the \
    state.storage.transaction() or state.storage.transactionSync() APIs instead of the SQL BEGIN \
    TRANSACTION or SAVEPOINT statements. The JavaScript API is safer because it will automatically \
    roll back on exceptions, and because it interacts correctly with Durable Objects' automatic \
    atomic write coalescing.";

/// What a connection and its authorizer tell each other. (Atomic only because the hook must be
/// `Send`; it runs on the connection's thread.)
#[derive(Debug, Default)]
pub(crate) struct Gate {
    trusting: AtomicBool,
    refused_transaction: AtomicBool,
    pragma: AtomicBool,
    /// What the statement that is being prepared writes to.
    writes: Mutex<Vec<Write>>,
}

/// Something that a statement writes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Write {
    Insert { table: String },
    Update { table: String, column: String },
    Schema,
}

impl Write {
    /// The table.
    pub(crate) fn table(&self) -> Option<&str> {
        match self {
            Write::Insert { table } | Write::Update { table, .. } => Some(table),
            Write::Schema => None,
        }
    }

    fn of(action: &AuthAction<'_>) -> Option<Self> {
        use AuthAction as A;
        Some(match *action {
            // SQLite's own tables: what DDL writes.
            A::Insert { table_name } | A::Update { table_name, .. } if table_name.starts_with("sqlite_") => {
                Write::Schema
            }
            A::Insert { table_name } => Write::Insert { table: table_name.to_owned() },
            A::Update { table_name, column_name } => {
                Write::Update { table: table_name.to_owned(), column: column_name.to_owned() }
            }
            _ => return None,
        })
    }
}

/// Sets the authorizer.
pub(crate) fn install(connection: &mut Connection) -> rusqlite::Result<Arc<Gate>> {
    let gate = Arc::new(Gate::default());
    let asked = Arc::clone(&gate);
    connection.authorizer(Some(move |context: AuthContext<'_>| {
        if asked.trusting.load(Ordering::Relaxed) {
            Authorization::Allow
        } else if asked.allows(&context) {
            if let Some(write) = Write::of(&context.action) {
                asked.writes().push(write);
            }
            Authorization::Allow
        } else {
            Authorization::Deny
        }
    }))?;
    Ok(gate)
}

impl Gate {
    /// Runs work of the host's own, of which everything is allowed.
    pub(crate) fn trusting<T>(&self, work: impl FnOnce() -> T) -> T {
        let before = self.trusting.swap(true, Ordering::Relaxed);
        let result = work();
        self.trusting.store(before, Ordering::Relaxed);
        result
    }

    /// Whether the statement that was just refused wanted to begin or end a transaction.
    pub(crate) fn take_refused_transaction(&self) -> bool {
        self.refused_transaction.swap(false, Ordering::Relaxed)
    }

    /// What the statements write to that were prepared since this was last asked.
    pub(crate) fn take_writes(&self) -> Vec<Write> {
        std::mem::take(&mut *self.writes())
    }

    fn writes(&self) -> MutexGuard<'_, Vec<Write>> {
        self.writes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a PRAGMA was set since this was last asked.
    pub(crate) fn take_pragma(&self) -> bool {
        self.pragma.swap(false, Ordering::Relaxed)
    }

    fn allows(&self, context: &AuthContext<'_>) -> bool {
        use AuthAction as A;
        let database = match context.action {
            // This one alone says the database elsewhere, and the column here.
            A::AlterTable { database_name, .. } => Some(database_name),
            _ => context.database_name,
        };
        match database {
            Some("main") | None => {}
            // ALTER TABLE looks into it by itself.
            Some("temp") => return matches!(context.action, A::Read { .. } | A::Update { .. }),
            Some(_) => return false,
        }
        match context.action {
            A::Select | A::Recursive | A::Analyze { .. } => true,
            A::CreateTable { table_name: name }
            | A::Delete { table_name: name }
            | A::DropTable { table_name: name }
            | A::Insert { table_name: name }
            | A::CreateView { view_name: name }
            | A::DropView { view_name: name }
            | A::Reindex { index_name: name }
            | A::AlterTable { table_name: name, .. }
            | A::Read { table_name: name, .. }
            | A::Update { table_name: name, .. } => is_free(name),
            A::CreateIndex { index_name: name, table_name }
            | A::DropIndex { index_name: name, table_name }
            | A::CreateTrigger { trigger_name: name, table_name }
            | A::DropTrigger { trigger_name: name, table_name } => is_free(name) && is_free(table_name),
            A::CreateVtable { table_name, module_name } | A::DropVtable { table_name, module_name } => {
                ["fts5", "fts5vocab", "rtree", "rtree_i32"].iter().any(|m| m.eq_ignore_ascii_case(module_name))
                    && is_free(table_name)
            }
            // A function in a DEFAULT is named as it was written there.
            A::Function { function_name } => {
                FUNCTIONS.binary_search(&function_name.to_ascii_lowercase().as_str()).is_ok()
            }
            A::Pragma { pragma_name, pragma_value } => {
                if pragma_value.is_some() {
                    self.pragma.store(true, Ordering::Relaxed);
                }
                allows_pragma(pragma_name, pragma_value)
            }
            A::Transaction { .. } | A::Savepoint { .. } => {
                self.refused_transaction.store(true, Ordering::Relaxed);
                false
            }
            _ => false,
        }
    }
}

/// Names that begin with `_cf_` are the platform's.
pub(super) fn is_free(name: &str) -> bool {
    !name.get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case("_cf_"))
}

fn allows_pragma(name: &str, value: Option<&str>) -> bool {
    match name {
        "data_version" | "page_size" => value.is_none(),
        "case_sensitive_like"
        | "foreign_keys"
        | "defer_foreign_keys"
        | "ignore_check_constraints"
        | "legacy_alter_table"
        | "recursive_triggers"
        | "reverse_unordered_selects" => value.is_none_or(is_boolean),
        "foreign_key_check" => value.is_none_or(is_free),
        "foreign_key_list" | "index_info" | "index_list" | "index_xinfo" | "table_info" | "table_xinfo" => {
            value.is_some_and(is_free)
        }
        "quick_check" => value.is_none_or(is_free),
        "optimize" => value.is_none_or(|value| value.parse::<i32>().is_ok()),
        "table_list" => true,
        _ => false,
    }
}

fn is_boolean(value: &str) -> bool {
    let value = value.trim_matches(['\'', '"']).to_ascii_lowercase();
    ["true", "false", "yes", "no", "on", "off", "1", "0"].iter().any(|boolean| value.starts_with(boolean))
}

/// The functions that D1 has, in byte order.
#[rustfmt::skip]
const FUNCTIONS: [&str; 138] = [
    "->", "->>", "abs", "acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "avg", "bm25", "ceil",
    "changes", "char", "coalesce", "concat", "concat_ws", "cos", "cosh", "count", "cume_dist", "current_date",
    "current_time", "current_timestamp", "date", "datetime", "degrees", "dense_rank", "exp", "first_value", "floor",
    "format", "glob", "group_concat", "hex", "highlight", "ifnull", "iif", "instr", "json", "json_array",
    "json_array_length", "json_each", "json_extract", "json_group_array", "json_group_object", "json_insert",
    "json_object", "json_patch", "json_quote", "json_remove", "json_replace", "json_set", "json_tree", "json_type",
    "json_valid", "jsonb", "jsonb_array", "jsonb_extract", "jsonb_group_array", "jsonb_group_object",
    "jsonb_insert", "jsonb_object", "jsonb_patch", "jsonb_remove", "jsonb_replace", "jsonb_set", "julianday", "lag",
    "last_insert_rowid", "last_value", "lead", "length", "like", "likelihood", "likely", "ln", "load_extension",
    "log", "log2", "lower", "ltrim", "match", "max", "max_scalar", "min", "min_scalar", "mod", "nth_value", "ntile",
    "nullif", "octet_length", "percent_rank", "pi", "pow", "printf", "quote", "radians", "random", "randomblob",
    "rank", "replace", "round", "row_number", "rtreecheck", "rtrim", "sign", "sin", "sinh", "snippet", "soundex",
    "sqlite_drop_column", "sqlite_rename_column", "sqlite_rename_quotefix", "sqlite_rename_table",
    "sqlite_rename_test", "sqrt", "strftime", "string_agg", "substr", "substring", "sum", "tan", "tanh", "time",
    "timediff", "total", "total_changes", "trim", "trunc", "typeof", "unhex", "unicode", "unixepoch", "unlikely",
    "upper", "zeroblob",
];
