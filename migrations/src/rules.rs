//! What D1 lets SQL do: its limits, its dialect, its functions, and what it refuses.
//!
//! SQLite asks once for each thing that a statement touches, while it prepares the statement. The lists are those of
//! workerd's `src/workerd/util/sqlite.c++`.

use rusqlite::Connection;
use rusqlite::config::DbConfig;
use rusqlite::hooks::{AuthAction, AuthContext};
use rusqlite::limits::Limit;

use crate::math;

/// D1's limits. Where Cloudflare documents less than its engine accepts (the length of a value, the
/// arguments of a function), the documented number counts: what works here works there.
/// <https://developers.cloudflare.com/d1/platform/limits/>
const LIMITS: [(Limit, i32); 12] = [
    (Limit::SQLITE_LIMIT_LENGTH, 2_000_000),
    (Limit::SQLITE_LIMIT_SQL_LENGTH, 100_000),
    (Limit::SQLITE_LIMIT_COLUMN, 100),
    (Limit::SQLITE_LIMIT_EXPR_DEPTH, 100),
    (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 5),
    (Limit::SQLITE_LIMIT_VDBE_OP, 25_000),
    (Limit::SQLITE_LIMIT_FUNCTION_ARG, 32),
    (Limit::SQLITE_LIMIT_ATTACHED, 0),
    (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50),
    (Limit::SQLITE_LIMIT_VARIABLE_NUMBER, 100),
    (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 10),
    (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
];

/// What a statement may have changed by PRAGMA, as it was: in D1 a PRAGMA lasts for its transaction.
const PRAGMA_DEFAULTS: [&str; 5] = [
    "PRAGMA foreign_keys = ON",
    "PRAGMA ignore_check_constraints = OFF",
    "PRAGMA legacy_alter_table = OFF",
    "PRAGMA recursive_triggers = OFF",
    "PRAGMA reverse_unordered_selects = OFF",
];

/// Takes back what PRAGMAs of a transaction that has ended have set.
///
/// # Errors
/// Where SQLite refuses a PRAGMA; it knows all of them.
pub fn reset_pragmas(connection: &Connection) -> rusqlite::Result<()> {
    PRAGMA_DEFAULTS.iter().try_for_each(|pragma| connection.execute_batch(pragma))?;
    // This one only where it was set: it makes LIKE another function, which no index may use, nor be read with that does.
    let changed = connection.query_row("SELECT 'a' NOT LIKE 'A'", [], |row| row.get(0))?;
    if changed { connection.execute_batch("PRAGMA case_sensitive_like = OFF") } else { Ok(()) }
}

/// Gives a connection D1's limits, dialect and functions. What statements may do is [`allows`]'s.
///
/// # Errors
/// Where SQLite refuses a setting; it knows all of them.
pub fn impose(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true)?;
    // A misspelt name in double quotes is a text, as in D1.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, true)?;
    for (limit, value) in LIMITS {
        connection.set_limit(limit, value)?;
    }
    math::install(connection)
}

/// Whether D1 would let a statement do this.
pub fn allows(context: &AuthContext<'_>) -> bool {
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
        A::Function { function_name } => FUNCTIONS.binary_search(&function_name.to_ascii_lowercase().as_str()).is_ok(),
        A::Pragma { pragma_name, pragma_value } => allows_pragma(pragma_name, pragma_value),
        // Of transactions, too: whoever runs the statements begins and ends them.
        _ => false,
    }
}

/// Names that begin with `_cf_` are the platform's.
pub fn is_free(name: &str) -> bool {
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
