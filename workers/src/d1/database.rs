//! The handle to one D1 database, and batches of differently typed queries.

use std::fmt;
use std::rc::Rc;

use super::statement::{Bound, Decoder, Query, ResultSet};
use super::{D1Error, DecodeError};
use crate::driver::D1Driver;

/// One D1 database: a cheap handle, cloned at will.
#[derive(Clone)]
pub struct D1Database {
    driver: Rc<dyn D1Driver>,
}

impl D1Database {
    /// A handle over a host's driver.
    pub fn new(driver: Rc<dyn D1Driver>) -> Self {
        D1Database { driver }
    }

    /// Runs one statement: one round trip.
    ///
    /// # Errors
    /// What the database says, or [`D1Error::Decode`] where a cell does not fit its type.
    pub async fn run<T>(&self, query: Query<T>) -> Result<T, D1Error> {
        let (bound, decode) = query.split();
        let mut results = self.driver.run(vec![bound]).await?.into_iter();
        decode.decode(next(&mut results)?)
    }

    /// Runs a tuple or a `Vec` of statements in order as one transaction and one round trip, and
    /// returns each one's result.
    ///
    /// # Errors
    /// When any statement fails, nothing of the batch is applied. [`D1Error::Decode`] comes after
    /// the batch was applied.
    pub async fn batch<B: Batch>(&self, queries: B) -> Result<B::Output, D1Error> {
        let (bound, decode) = queries.split();
        decode.decode(self.driver.run(bound).await?)
    }
}

impl fmt::Debug for D1Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("D1Database")
    }
}

/// Queries that run together: a tuple of up to twelve, or a `Vec` of one type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a batch of queries",
    note = "a batch is a tuple of up to 12 queries, or a `Vec` of queries of one type"
)]
pub trait Batch {
    /// The results, in the same shape.
    type Output;
    /// Reads the results.
    type Decoder: BatchDecoder<Self::Output>;
    /// The statements, and how to read their results.
    fn split(self) -> (Vec<Bound>, Self::Decoder);
}

/// Reads the results of a [`Batch`].
pub trait BatchDecoder<O> {
    /// Reads them.
    ///
    /// # Errors
    /// [`D1Error::Decode`] where a cell does not fit its type.
    fn decode(self, results: Vec<ResultSet>) -> Result<O, D1Error>;
}

fn next(results: &mut std::vec::IntoIter<ResultSet>) -> Result<ResultSet, D1Error> {
    results.next().ok_or_else(|| DecodeError::new("a result for each statement", "fewer").into())
}

impl<T> Batch for Vec<Query<T>> {
    type Output = Vec<T>;
    type Decoder = Vec<Decoder<T>>;

    fn split(self) -> (Vec<Bound>, Self::Decoder) {
        self.into_iter().map(Query::split).unzip()
    }
}

impl<T> BatchDecoder<Vec<T>> for Vec<Decoder<T>> {
    fn decode(self, results: Vec<ResultSet>) -> Result<Vec<T>, D1Error> {
        let mut results = results.into_iter();
        self.into_iter().map(|decode| decode.decode(next(&mut results)?)).collect()
    }
}

macro_rules! tuple_batch {
    ($($ty:ident $query:ident),+) => {
        // Twelve of these in an error would hide what it says.
        #[diagnostic::do_not_recommend]
        impl<$($ty),+> Batch for ($(Query<$ty>,)+) {
            type Output = ($($ty,)+);
            type Decoder = ($(Decoder<$ty>,)+);

            fn split(self) -> (Vec<Bound>, Self::Decoder) {
                let ($($query,)+) = self;
                $(let $query = $query.split();)+
                (vec![$($query.0),+], ($($query.1,)+))
            }
        }

        impl<$($ty),+> BatchDecoder<($($ty,)+)> for ($(Decoder<$ty>,)+) {
            fn decode(self, results: Vec<ResultSet>) -> Result<($($ty,)+), D1Error> {
                let ($($query,)+) = self;
                let mut results = results.into_iter();
                Ok(($($query.decode(next(&mut results)?)?,)+))
            }
        }
    };
}
tuple_batch!(A a);
tuple_batch!(A a, B b);
tuple_batch!(A a, B b, C c);
tuple_batch!(A a, B b, C c, D d);
tuple_batch!(A a, B b, C c, D d, E e);
tuple_batch!(A a, B b, C c, D d, E e, F f);
tuple_batch!(A a, B b, C c, D d, E e, F f, G g);
tuple_batch!(A a, B b, C c, D d, E e, F f, G g, H h);
tuple_batch!(A a, B b, C c, D d, E e, F f, G g, H h, I i);
tuple_batch!(A a, B b, C c, D d, E e, F f, G g, H h, I i, J j);
tuple_batch!(A a, B b, C c, D d, E e, F f, G g, H h, I i, J j, K k);
tuple_batch!(A a, B b, C c, D d, E e, F f, G g, H h, I i, J j, K k, L l);
