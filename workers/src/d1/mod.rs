//! D1: typed statements as values, atomic batches, classified errors.
//!
//! ```ignore
//! let node: Option<Node> = cx.db.run(nodes::get(&id)).await?;
//! let (inserted, wallet) = cx.db.batch((nodes::insert(node), wallets::insert(wallet))).await?;
//! ```
//!
//! What is hard: D1 speaks JSON, so a bound number always arrives in SQLite as REAL, integers are
//! exact only up to 2^53 − 1, and a BLOB comes back as an array of bytes. [`Value`] is what crosses
//! on every host, [`Column`] is where a Rust type checks it.

mod adapter;
mod bulk;
mod column;
mod database;
mod error;
mod migrations;
mod page;
mod patch;
mod project;
mod query;
mod retry;
mod statement;
mod value;

pub use adapter::D1Adapter;
pub use bulk::{Bulk, BulkDecoder, BulkInsert, BulkParts};
pub use column::{Column, DecodeError, FromRow, Json, Projection, Row, TableColumn, TableRow};
pub use database::{Batch, BatchDecoder, D1Database, ReadBatch, ReadDatabase, Single};
pub use error::D1Error;
pub use migrations::{Migrations, SchemaOutdated};
pub use page::{Direction, Key, Keyset, Page, PageRequest};
pub use patch::{Empty, NonEmpty, Sets};
pub use query::{ListItem, Statement, list};
pub use statement::{
    Access, Bound, Changes, Columns, Decoder, Executed, FromResult, Meta, Query, Read, ReadQuery, ResultSet, Write,
};
pub use value::{MAX_SAFE_INTEGER, MAX_VALUE, Value};
