//! What a build pays for a spec: from its texts to tokens, at 10, 100 and 1000 tables.
//!
//! Time must grow with the number of tables and no faster; 100 tables should stay under 150 ms.
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
