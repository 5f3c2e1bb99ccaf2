//! What must hold of the books at any moment: `invariants.sql`, and `arrows.sql` for what may change between two looks.

use rusqlite::Connection;
use williw_embedded::testing::TestWorker;
use williw_workers::d1::Value;

/// A database of the service, to be read.
pub trait Look {
    /// The texts in the first column of a query.
    ///
    /// # Errors
    /// What the database says.
    fn texts(&self, sql: &str) -> Result<Vec<String>, String>;
}

impl Look for Connection {
    fn texts(&self, sql: &str) -> Result<Vec<String>, String> {
        let mut statement = self.prepare_cached(sql).map_err(|e| e.to_string())?;
        let rows = statement.query_map([], |row| row.get(0)).map_err(|e| e.to_string())?;
        rows.collect::<Result<_, _>>().map_err(|e| e.to_string())
    }
}

impl Look for TestWorker {
    fn texts(&self, sql: &str) -> Result<Vec<String>, String> {
        let cells = self.sql("DB", sql, Vec::new()).map_err(|e| e.to_string())?.cells;
        let text = |cell| match cell {
            Value::Text(text) => text,
            other => format!("{other:?}"),
        };
        Ok(cells.into_iter().map(text).collect())
    }
}

/// The invariants, each with what it is called and its query.
pub fn invariants() -> impl Iterator<Item = (&'static str, &'static str)> {
    let parts = include_str!("../invariants.sql").split("\n\n").filter_map(|part| part.trim().strip_prefix("-- I"));
    parts.filter_map(|part| part.split_once('\n'))
}

/// Everything that is wrong with the books, in words.
pub fn check_invariants(database: &impl Look) -> Vec<String> {
    let mut wrong = Vec::new();
    for (name, sql) in invariants() {
        match database.texts(sql) {
            Ok(found) => wrong.extend(found.into_iter().map(|what| format!("I{name}: {what}"))),
            Err(reason) => wrong.push(format!("I{name}: cannot be checked: {reason}")),
        }
    }
    wrong
}

/// Has every change noted that no rule allows, from now on.
pub fn watch(worker: &TestWorker) {
    for part in include_str!("../arrows.sql").split("\n\n").filter(|part| part.contains("CREATE ")) {
        worker.sql("DB", part, Vec::new()).unwrap_or_else(|e| panic!("{e}: {part}"));
    }
}

/// What was noted.
pub fn broken(worker: &TestWorker) -> Vec<String> {
    worker.texts("SELECT what FROM broken").unwrap_or_else(|e| vec![e])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A database with a row of each kind, in order.
    fn sound() -> Connection {
        let database = Connection::open_in_memory().unwrap();
        database.execute_batch(include_str!("../../../spec/schema.sql")).unwrap();
        database
            .execute_batch(
                "INSERT INTO nodes VALUES ('n', 'a', 'k', 1, 1, 'active', '{}', 0.5, 300, 1, 1, 1);
                 INSERT INTO wallets VALUES ('n', 'w', 0, 0, 300, 1);
                 INSERT INTO tasks (id, task_type, params, scheduled_at, status, attempt, node_id, lease_id, request_sha256,
                     created_at, updated_at)
                 VALUES ('t', 'training', '{}', 1, 'completed', 1, 'n', 'l', zeroblob(32), 1, 1);
                 INSERT INTO contributions VALUES ('c', 'n', 't', 0.5, 1, 1, NULL, NULL, NULL, 1);
                 INSERT INTO payouts VALUES ('p', 'n', 'w', 300, 'completed', 'mock', 1, 'sig', NULL, 1, 1, 1);
                 INSERT INTO payout_attempts VALUES ('p', 1, 'b', 1, 'sig', x'00', 1, NULL, NULL, 1);
                 INSERT INTO contribution_meta (contribution_id, node_id, task_id, lease_id, status, score_micro,
                     claimed_duration_seconds, payout_id, request_sha256)
                 VALUES ('c', 'n', 't', 'l', 'rewarded', 500000, 1, 'p', zeroblob(32));
                 INSERT INTO rewards VALUES ('rwd_c', 'n', 300, 'completed', 1, 'sig');
                 INSERT INTO ledger_entries VALUES ('rwd_c', 'node:n', 'n', 300, 'credit', 1), ('rwd_c', 'treasury', NULL, -300, 'credit', 1),
                     ('p', 'node:n', 'n', -300, 'payout', 1), ('p', 'chain', NULL, 300, 'payout', 1);",
            )
            .unwrap();
        database
    }

    #[test]
    fn what_is_in_order_is_left_alone_and_what_is_not_is_found() {
        assert_eq!(invariants().count(), 24);
        assert_eq!(check_invariants(&sound()), Vec::<String>::new());
        for (name, damage) in [
            ("I1", "UPDATE nodes SET total_rewards_lamports = 301"),
            ("I1", "UPDATE wallets SET pending_rewards_lamports = 1"),
            ("I1", "DELETE FROM wallets"),
            ("I2", "INSERT INTO ledger_entries VALUES ('x', 'node:n', 'n', 1, 'credit', 1)"),
            (
                "I2",
                "INSERT INTO ledger_entries VALUES ('x', 'node:n', 'n', 1, 'credit', 1), ('x', 't', NULL, -1, 'credit', 1)",
            ),
            (
                "I2",
                "INSERT INTO ledger_entries VALUES ('x', 't', 'n', 1, 'credit', 1), ('x', 's', 'n', -1, 'credit', 1)",
            ),
            (
                "I3",
                "INSERT INTO payouts (id, node_id, wallet_address, amount_lamports, gateway, created_at, updated_at) \
                    VALUES ('q', 'n', 'w', 1, 'mock', 1, 1)",
            ),
            ("I4", "UPDATE payouts SET amount_lamports = 299"),
            ("I4", "UPDATE rewards SET transaction_signature = 'other'"),
            ("I4", "UPDATE rewards SET status = 'pending'"),
            ("I4", "UPDATE contribution_meta SET payout_id = NULL"),
            ("I4", "DELETE FROM payout_attempts"),
            ("I4", "UPDATE payouts SET status = 'failed'"),
            ("I5", "UPDATE contribution_meta SET status = 'verified'"),
            ("I5", "DELETE FROM rewards"),
            ("I5", "UPDATE tasks SET lease_id = 'other'"),
            ("I5", "UPDATE tasks SET status = 'failed'"),
            ("I6", "UPDATE nodes SET contribution_count = 2"),
            ("I6", "UPDATE nodes SET total_compute_score = 0.500001"),
            ("I6", "UPDATE contributions SET compute_score = 0.500001"),
            ("I10", "INSERT INTO idempotency_keys VALUES ('s', 'k', zeroblob(32), 200, NULL, 1)"),
        ] {
            let database = sound();
            database.execute_batch(damage).unwrap();
            let wrong = check_invariants(&database);
            assert!(wrong.iter().any(|what| what.starts_with(&format!("{name}:"))), "{damage}: {wrong:?}");
        }
    }
}
