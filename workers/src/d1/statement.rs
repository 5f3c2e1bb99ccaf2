//! Statements as values, and what a host returns for them.

use std::borrow::Cow;
use std::marker::PhantomData;

use super::D1Error;
use super::column::{DecodeError, FromRow, Row};
use super::page::{Key, Keyset, Page, PageRequest};
use super::value::Value;

/// A statement with its parameters: what crosses to the host.
#[derive(Clone, Debug, PartialEq)]
pub struct Bound {
    /// One SQL statement. Borrowed when it was written by the compiler: its address is then the
    /// same on every call, and a host may know it by a number of its own.
    pub sql: Cow<'static, str>,
    /// The parameters, in order: `?1` is the first.
    pub params: Vec<Value>,
    /// The result's columns.
    pub columns: Columns,
    /// Whether the statement only reads.
    pub reads_only: bool,
    /// Whether a second run changes nothing that the first did not: its author's word for a
    /// statement that writes.
    pub idempotent: bool,
}

impl Bound {
    /// Whether it may run again where nobody knows whether it ran.
    pub fn may_repeat(&self) -> bool {
        self.reads_only || self.idempotent
    }

    /// Refuses parameters that D1 would change on the way, or not keep. A host asks before it sends
    /// anything of a call.
    ///
    /// # Errors
    /// [`D1Error::Parameter`] for an integer beyond ±(2^53 − 1) and for a real that is not finite,
    /// [`D1Error::TooLarge`] for a text or BLOB of more than [`MAX_VALUE`](super::MAX_VALUE) bytes.
    /// Either names the parameter's position, from 1.
    pub fn check(&self) -> Result<(), D1Error> {
        (1..).zip(&self.params).try_for_each(|(position, value)| value.check(position))
    }
}

/// What is known of a statement's result columns before it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Columns {
    /// Their names in order; all different. Empty: the statement returns no rows, and the host
    /// need not ask for any.
    Known(&'static [&'static str]),
    /// Nothing: the host must return the names with the rows.
    Ask,
}

/// What a host returns for one statement.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ResultSet {
    /// All cells, row after row.
    pub cells: Vec<Value>,
    /// Cells in a row; 0 when the statement returns no rows.
    pub width: usize,
    /// The columns' names; filled only for [`Columns::Ask`].
    pub names: Vec<String>,
    /// What D1 reports beside the rows.
    pub meta: Meta,
}

/// What D1 reports beside the rows. A host that cannot tell leaves a zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Meta {
    /// Rows changed, those of triggers and cascades included.
    pub changes: u64,
    /// The connection's last inserted rowid: meaningful only after an INSERT.
    pub last_row_id: i64,
    /// Rows read, as billed.
    pub rows_read: u64,
    /// Rows written, as billed: index entries count too.
    pub rows_written: u64,
}

/// A statement whose result is a `T`: run it with [`D1Database::run`](super::D1Database::run), or
/// several at once with [`D1Database::batch`](super::D1Database::batch).
///
/// `A` says whether it may write: a [`ReadQuery`] cannot, and is all that a
/// [`ReadDatabase`](super::ReadDatabase) takes. `query.into()` makes a `Query<T>` of one, for a list of both.
#[derive(Clone, Debug)]
#[must_use = "a query does nothing until a database runs it"]
pub struct Query<T, A = Write> {
    bound: Bound,
    /// Of a page: the most rows in it.
    limit: u32,
    decode: Decode<T>,
    access: PhantomData<A>,
}

/// A statement that only reads.
pub type ReadQuery<T> = Query<T, Read>;

/// What a statement may do: [`Read`] or [`Write`].
pub trait Access: sealed::Sealed + Copy + 'static {
    /// Whether it only reads.
    const READS_ONLY: bool;
}

/// A statement that only reads, by SQLite's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Read;

/// A statement that may write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Write;

impl Access for Read {
    const READS_ONLY: bool = true;
}

impl Access for Write {
    const READS_ONLY: bool = false;
}

mod sealed {
    /// Nobody else says what a statement may do.
    pub trait Sealed {}

    impl Sealed for super::Read {}
    impl Sealed for super::Write {}
}

/// Reads a result as a `T`.
pub(super) type Decode<T> = fn(ResultSet, Asked) -> Result<T, D1Error>;

/// What was asked for, as far as reading the result depends on it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    columns: Columns,
    /// Of a page: the most rows in it.
    limit: u32,
}

impl Asked {
    /// The only column's name, for a message.
    pub(super) fn column(self) -> &'static str {
        match self.columns {
            Columns::Known([name, ..]) => name,
            _ => "",
        }
    }

    /// The result's columns.
    pub(super) fn columns(self) -> Columns {
        self.columns
    }
}

impl<T: FromResult> ReadQuery<T> {
    /// A query that reads: generated code's word for it, which SQLite gave it.
    pub fn read(sql: impl Into<Cow<'static, str>>, params: Vec<Value>, columns: &'static [&'static str]) -> Self {
        Self::new(sql, params, columns)
    }
}

impl<T: FromResult> Query<T> {
    /// A query that writes.
    pub fn write(sql: impl Into<Cow<'static, str>>, params: Vec<Value>, columns: &'static [&'static str]) -> Self {
        Self::new(sql, params, columns)
    }
}

impl<T: FromResult, A: Access> Query<T, A> {
    fn new(sql: impl Into<Cow<'static, str>>, params: Vec<Value>, columns: &'static [&'static str]) -> Self {
        let columns = Columns::Known(columns);
        let bound = Bound { sql: sql.into(), params, columns, reads_only: A::READS_ONLY, idempotent: false };
        Query::decoded(bound, |result, _| T::from_result(result))
    }
}

impl<K: Key> ReadQuery<Page<K>> {
    /// A query that reads one page; its last parameter is [`PageRequest::fetch`](super::PageRequest::fetch).
    pub fn page(sql: &'static str, params: Vec<Value>, columns: &'static [&'static str], limit: u32) -> Self {
        let columns = Columns::Known(columns);
        let bound = Bound { sql: sql.into(), params, columns, reads_only: true, idempotent: false };
        Query { limit, ..Query::decoded(bound, |result, asked| Page::from_result(result, asked.limit)) }
    }

    /// A query that reads one page of a generated table: the rows that have the values `equal`, from the
    /// page's key on. `after` gives the key's values.
    pub fn keyset<const EQUAL: usize, const KEY: usize>(
        statements: &Keyset,
        equal: [Value; EQUAL],
        page: PageRequest<K>,
        after: fn(&K) -> [Value; KEY],
        columns: &'static [&'static str],
    ) -> Self {
        let mut params = Vec::with_capacity(EQUAL + KEY + 1);
        params.extend(equal);
        params.extend(page.after.iter().flat_map(after));
        params.push(Value::Integer(page.fetch()));
        Self::page(statements.statement(&page), params, columns, page.limit)
    }
}

/// A query that only reads as one that may write.
impl<T> From<ReadQuery<T>> for Query<T> {
    fn from(Query { bound, limit, decode, access: PhantomData }: ReadQuery<T>) -> Self {
        Query { bound, limit, decode, access: PhantomData }
    }
}

impl<T, A> Query<T, A> {
    /// A query whose result is read by this function. The statement says whether it only reads.
    pub(super) fn decoded(bound: Bound, decode: Decode<T>) -> Self {
        Query { bound, limit: 0, decode, access: PhantomData }
    }

    /// The statement and its parameters.
    pub fn bound(&self) -> &Bound {
        &self.bound
    }

    /// Takes the query apart: what to run, and how to read the result.
    pub(super) fn split(self) -> (Bound, Decoder<T>) {
        let asked = Asked { columns: self.bound.columns, limit: self.limit };
        (self.bound, Decoder { asked, decode: self.decode })
    }
}

/// How to read a query's result, once it is there.
#[derive(Clone, Copy, Debug)]
pub struct Decoder<T> {
    asked: Asked,
    decode: Decode<T>,
}

impl<T> Decoder<T> {
    pub(super) fn decode(self, result: ResultSet) -> Result<T, D1Error> {
        (self.decode)(result, self.asked)
    }
}

/// A type that a whole result can be read as.
///
/// `Vec<R>` for all rows, `Option<R>` for the first row or none, [`Executed<R>`] for exactly one
/// row, [`Changes`] for a statement without rows.
pub trait FromResult: Sized {
    /// Reads the result.
    ///
    /// # Errors
    /// [`D1Error::Decode`] where a cell does not fit its type.
    fn from_result(result: ResultSet) -> Result<Self, D1Error>;
}

impl<R: FromRow> FromResult for Vec<R> {
    fn from_result(mut result: ResultSet) -> Result<Self, D1Error> {
        let width = result.width.max(1);
        let mut rows = Vec::with_capacity(result.cells.len() / width);
        for cells in result.cells.chunks_mut(width) {
            rows.push(R::from_row(&mut Row::new(cells))?);
        }
        Ok(rows)
    }
}

impl<R: FromRow> FromResult for Option<R> {
    fn from_result(mut result: ResultSet) -> Result<Self, D1Error> {
        let width = result.width.max(1);
        let first = result.cells.chunks_mut(width).next();
        Ok(first.map(|cells| R::from_row(&mut Row::new(cells))).transpose()?)
    }
}

/// Exactly one row, as a statement with RETURNING or an aggregate gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct Executed<R>(pub R);

impl<R: FromRow> FromResult for Executed<R> {
    fn from_result(result: ResultSet) -> Result<Self, D1Error> {
        let row = Option::<R>::from_result(result)?;
        row.map(Executed).ok_or_else(|| DecodeError::new("a row", "none").into())
    }
}

/// What a statement without rows did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Rows changed, those of triggers and cascades included (D1 counts so).
    pub changes: u64,
    /// The rowid of the last inserted row: meaningful only right after an INSERT that inserted.
    pub last_row_id: i64,
}

impl FromResult for Changes {
    fn from_result(result: ResultSet) -> Result<Self, D1Error> {
        Ok(Changes { changes: result.meta.changes, last_row_id: result.meta.last_row_id })
    }
}
