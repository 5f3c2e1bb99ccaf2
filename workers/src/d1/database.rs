//! The handle to one D1 database, and batches of differently typed queries.

use std::fmt;
use std::rc::Rc;

use super::statement::{Bound, Decoder, Query, Read, ReadQuery, ResultSet};
use super::{D1Error, DecodeError, retry};
use crate::driver::{D1Driver, Host};

/// One D1 database: a cheap handle, cloned at will.
///
/// A call whose statements may all be repeated (they read, or their author declared them idempotent)
/// is repeated up to four times, a little later each time, while it fails with
/// [`D1Error::Transient`]. Any other call runs once.
#[derive(Clone)]
pub struct D1Database {
    driver: Rc<dyn D1Driver>,
    host: Rc<dyn Host>,
}

impl D1Database {
    /// The database of this host that is bound under this name; `None` where there is none.
    pub fn of(host: &Rc<dyn Host>, binding: &str) -> Option<Self> {
        Some(D1Database { driver: host.d1(binding)?, host: Rc::clone(host) })
    }

    /// Runs one query: one round trip.
    ///
    /// # Errors
    /// What the database says, or [`D1Error::Decode`] where a cell does not fit its type.
    pub async fn run<Q: Single>(&self, query: Q) -> Result<Q::Output, D1Error> {
        let mut statements = Vec::new();
        let decode = query.split(&mut statements);
        decode.decode(&mut self.call(&statements).await?)
    }

    /// Runs a tuple or a `Vec` of queries in order as one transaction and one round trip, and
    /// returns each one's result. Tuples and `Vec`s may hold others: `(insert_order, insert_items)`
    /// with a `Vec` of items is one transaction too.
    ///
    /// # Errors
    /// When any statement fails, nothing of the batch is applied. [`D1Error::Decode`] comes after
    /// the batch was applied.
    pub async fn batch<B: Batch>(&self, queries: B) -> Result<B::Output, D1Error> {
        let mut statements = Vec::new();
        let decode = queries.split(&mut statements);
        decode.decode(&mut self.call(&statements).await?)
    }

    /// What is the same for queries of all types.
    pub(crate) async fn call(&self, statements: &[Bound]) -> Result<std::vec::IntoIter<ResultSet>, D1Error> {
        retry::run(&*self.driver, &*self.host, statements).await.map(Vec::into_iter)
    }
}

impl fmt::Debug for D1Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("D1Database")
    }
}

/// The handle to a D1 database through which nothing is written: a query that may write does not compile.
#[derive(Clone)]
pub struct ReadDatabase(D1Database);

impl ReadDatabase {
    /// The same database, for reading.
    pub fn new(database: D1Database) -> Self {
        ReadDatabase(database)
    }

    /// Runs one query: [`D1Database::run`].
    ///
    /// # Errors
    /// What the database says, or [`D1Error::Decode`] where a cell does not fit its type.
    // No trait: rustc then says once what is wrong, and not at each `await` again.
    pub async fn run<T>(&self, query: ReadQuery<T>) -> Result<T, D1Error> {
        self.0.run(query).await
    }

    /// Runs a tuple or a `Vec` of queries, all of which see the same state of the database: [`D1Database::batch`].
    ///
    /// # Errors
    /// What the database says, or [`D1Error::Decode`] where a cell does not fit its type.
    pub async fn batch<B: ReadBatch>(&self, queries: B) -> Result<B::Output, D1Error> {
        self.0.batch(queries).await
    }
}

impl fmt::Debug for ReadDatabase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReadDatabase")
    }
}

/// A query with a result of its own: what [`D1Database::run`] takes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a query",
    note = "several queries, in a tuple or a `Vec`, run as one transaction with `batch`"
)]
pub trait Single: Batch {}

impl<T, A> Single for Query<T, A> {}

/// Queries that only read: what [`ReadDatabase`] takes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` may write, and this handle only reads",
    label = "this may write",
    note = "a handler whose route demands an `Idempotency-Key` writes with `commit.batch(…)` and nowhere else"
)]
pub trait ReadBatch: Batch {}

impl<T> ReadBatch for Query<T, Read> {}

impl<B: ReadBatch> ReadBatch for Vec<B> {}

/// Queries that run together: one, a [`Bulk`](super::Bulk), a tuple of up to twelve, a `Vec`, or any of these in another.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a batch of queries",
    note = "a batch is a query, a tuple of up to 12 batches, or a `Vec` of batches of one type"
)]
pub trait Batch {
    /// The results, in the same shape.
    type Output;
    /// Reads the results.
    type Decoder: BatchDecoder<Self::Output>;
    /// Adds the statements, and tells how to read their results.
    fn split(self, statements: &mut Vec<Bound>) -> Self::Decoder;
}

/// Reads the results of a [`Batch`].
pub trait BatchDecoder<O> {
    /// Takes what is its own from the front of the results, and reads it.
    ///
    /// # Errors
    /// [`D1Error::Decode`] where a cell does not fit its type.
    fn decode(self, results: &mut std::vec::IntoIter<ResultSet>) -> Result<O, D1Error>;
}

pub(super) fn next(results: &mut std::vec::IntoIter<ResultSet>) -> Result<ResultSet, D1Error> {
    results.next().ok_or_else(|| DecodeError::new("a result for each statement", "fewer").into())
}

impl<T, A> Batch for Query<T, A> {
    type Output = T;
    type Decoder = Decoder<T>;

    fn split(self, statements: &mut Vec<Bound>) -> Self::Decoder {
        let (bound, decoder) = Query::split(self);
        statements.push(bound);
        decoder
    }
}

impl<T> BatchDecoder<T> for Decoder<T> {
    fn decode(self, results: &mut std::vec::IntoIter<ResultSet>) -> Result<T, D1Error> {
        Decoder::decode(self, next(results)?)
    }
}

impl<B: Batch> Batch for Vec<B> {
    type Output = Vec<B::Output>;
    type Decoder = Vec<B::Decoder>;

    fn split(self, statements: &mut Vec<Bound>) -> Self::Decoder {
        self.into_iter().map(|batch| batch.split(statements)).collect()
    }
}

impl<O, D: BatchDecoder<O>> BatchDecoder<Vec<O>> for Vec<D> {
    fn decode(self, results: &mut std::vec::IntoIter<ResultSet>) -> Result<Vec<O>, D1Error> {
        self.into_iter().map(|decoder| decoder.decode(results)).collect()
    }
}

macro_rules! tuple_batch {
    ($($ty:ident $out:ident $part:ident),+) => {
        impl<$($ty: ReadBatch),+> ReadBatch for ($($ty,)+) {}

        // Twelve of these in an error would hide what it says.
        #[diagnostic::do_not_recommend]
        impl<$($ty: Batch),+> Batch for ($($ty,)+) {
            type Output = ($($ty::Output,)+);
            type Decoder = ($($ty::Decoder,)+);

            fn split(self, statements: &mut Vec<Bound>) -> Self::Decoder {
                let ($($part,)+) = self;
                ($($part.split(statements),)+)
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($out, $ty: BatchDecoder<$out>),+> BatchDecoder<($($out,)+)> for ($($ty,)+) {
            fn decode(self, results: &mut std::vec::IntoIter<ResultSet>) -> Result<($($out,)+), D1Error> {
                let ($($part,)+) = self;
                Ok(($($part.decode(results)?,)+))
            }
        }
    };
}
tuple_batch!(A AO a);
tuple_batch!(A AO a, B BO b);
tuple_batch!(A AO a, B BO b, C CO c);
tuple_batch!(A AO a, B BO b, C CO c, D DO d);
tuple_batch!(A AO a, B BO b, C CO c, D DO d, E EO e);
tuple_batch!(A AO a, B BO b, C CO c, D DO d, E EO e, F FO f);
tuple_batch!(A AO a, B BO b, C CO c, D DO d, E EO e, F FO f, G GO g);
tuple_batch!(A AO a, B BO b, C CO c, D DO d, E EO e, F FO f, G GO g, H HO h);
tuple_batch!(A AO a, B BO b, C CO c, D DO d, E EO e, F FO f, G GO g, H HO h, I IO i);
tuple_batch!(A AO a, B BO b, C CO c, D DO d, E EO e, F FO f, G GO g, H HO h, I IO i, J JO j);
tuple_batch!(A AO a, B BO b, C CO c, D DO d, E EO e, F FO f, G GO g, H HO h, I IO i, J JO j, K KO k);
tuple_batch!(A AO a, B BO b, C CO c, D DO d, E EO e, F FO f, G GO g, H HO h, I IO i, J JO j, K KO k, L LO l);
