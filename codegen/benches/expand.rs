//! What a build pays for a spec: from its texts to tokens, at 10, 100 and 1000 tables.
//!
//! Time must grow with the number of tables and no faster; 100 tables should stay under 150 ms. A named query more
//! should cost less than 2 ms: compare `queries` of 300 with that of 0, over the same 10 tables.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench that fails may panic")]

use std::fmt::Write as _;

use divan::Bencher;
use williw_codegen::{SpecFiles, compile};

fn main() {
    divan::main();
}

/// From texts to tokens.
#[divan::bench(args = [10, 100, 1000], sample_count = 10, sample_size = 1)]
fn tables(bencher: Bencher<'_, '_>, tables: usize) {
    let files = spec(tables);
    assert!(compile(&files).diagnostics.is_empty());
    bencher.bench(|| compile(&files).emit());
}

/// The same with named queries, from texts to tokens.
#[divan::bench(args = [0, 30, 300], sample_count = 10, sample_size = 1)]
fn queries(bencher: Bencher<'_, '_>, queries: usize) {
    let mut files = spec(10);
    files.add("queries.sql", named_queries(queries));
    let compilation = compile(&files);
    assert!(compilation.diagnostics.is_empty(), "{:?}", compilation.diagnostics);
    assert_eq!(compilation.model.queries.len(), queries);
    bencher.bench(|| compile(&files).emit());
}

/// Queries as an application has them, of six kinds: by key, page, join, aggregate with a CTE, update, upsert.
fn named_queries(count: usize) -> String {
    let mut sql = String::new();
    for n in 0..count {
        let (t, p) = (n % 10, (n % 10).saturating_sub(1));
        let body = match n % 6 {
            0 => format!(":one\nSELECT * FROM thing_{t} WHERE id = @id"),
            1 => format!(
                ":many\n-- A page of them.\nSELECT id, title, created_at FROM thing_{t} WHERE state = @state \
                 AND created_at > @after ORDER BY created_at LIMIT @limit"
            ),
            2 => format!(
                ":many\nSELECT t.id, t.title, p.title AS parent_title, coalesce(p.score, 0.0) AS parent_score \
                 FROM thing_{t} t LEFT JOIN thing_{p} p ON p.id = t.parent_id WHERE t.state IN (sqlc.slice(states)) \
                 ORDER BY t.created_at DESC LIMIT 50"
            ),
            3 => format!(
                ":many\nWITH recent AS (SELECT id, parent_id, amount FROM thing_{t} WHERE state = 'open' \
                 AND created_at >= @since) SELECT parent_id, count(*) AS things, sum(amount) AS amount, \
                 CASE WHEN max(amount) > 100 THEN 'large' ELSE 'small' END AS size FROM recent GROUP BY parent_id"
            ),
            4 => format!(
                ":one\nUPDATE thing_{t} SET score = score + @by, updated_at = @now WHERE id = @id AND state <> 'archived' \
                 RETURNING id, score"
            ),
            _ => format!(
                ":exec\nINSERT INTO thing_{t} (id, title, amount, created_at, updated_at) VALUES (?, ?, ?, ?, ?) \
                 ON CONFLICT (id) DO UPDATE SET title = excluded.title, updated_at = excluded.updated_at"
            ),
        };
        let _ = write!(sql, "-- name: Query{n} {body};\n\n");
    }
    sql
}

/// Tables as an application has them: ten columns, a foreign key, a CHECK that makes an enum, two
/// indexes, comments.
fn spec(tables: usize) -> SpecFiles {
    let mut sql = String::new();
    for n in 0..tables {
        let parent = n.saturating_sub(1);
        let _ = write!(
            sql,
            "-- Things of kind {n}.
CREATE TABLE thing_{n} (
  id TEXT PRIMARY KEY, -- its name
  parent_id TEXT REFERENCES thing_{parent}(id),
  title TEXT NOT NULL,
  body TEXT,
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed', 'archived')),
  score REAL NOT NULL DEFAULT 0,
  amount INTEGER NOT NULL CHECK (amount >= 0),
  data BLOB,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);
CREATE INDEX thing_{n}_by_state ON thing_{n}(state, created_at);
CREATE INDEX thing_{n}_by_parent ON thing_{n}(parent_id);
"
        );
    }
    let mut files = SpecFiles::default();
    files.add("schema.sql", sql);
    files.add("types.toml", "[columns]\n\"*_at\" = \"Timestamp\"\n".to_owned());
    files
}
