//! What a Worker's SQL may do, which is D1's to say (`williw_migrations::rules`); the host's own may do anything.
//!
//! SQLite asks once for each thing that a statement touches, while it prepares the statement.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use williw_migrations::rules;

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
        match context.action {
            AuthAction::Pragma { pragma_value: Some(_), .. } => self.pragma.store(true, Ordering::Relaxed),
            AuthAction::Transaction { .. } | AuthAction::Savepoint { .. } => {
                self.refused_transaction.store(true, Ordering::Relaxed);
            }
            _ => {}
        }
        rules::allows(context)
    }
}
