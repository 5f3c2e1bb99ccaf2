//! An object's storage: keys with typed values, and SQL where its class has a schema.
//!
//! Everything answers at once. What is written between two awaits is applied together, and before anything leaves the
//! object; a transaction is only needed to take something back.

use std::fmt;
use std::marker::PhantomData;
use std::rc::Rc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::state::{Class, WithDatabase};
use super::{StorageError, StorageList, schema};
use crate::d1::{Batch, BatchDecoder as _, Bound, D1Error, Single};
use crate::driver::ObjectDriver;

/// The longest key and value together, in bytes. <https://developers.cloudflare.com/durable-objects/platform/limits/>
const MAX_ENTRY: usize = 2_000_000;

/// An object's storage: a cheap handle, cloned at will.
pub struct Storage<C> {
    driver: Rc<dyn ObjectDriver>,
    class: PhantomData<fn() -> C>,
}

impl<C> Storage<C> {
    pub(super) fn new(driver: Rc<dyn ObjectDriver>) -> Self {
        Storage { driver, class: PhantomData }
    }

    pub(super) fn driver(&self) -> &Rc<dyn ObjectDriver> {
        &self.driver
    }

    /// A key's value; `None` where there is none.
    ///
    /// # Errors
    /// What the storage says, and where what is stored is no such value.
    pub fn get<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, StorageError> {
        self.driver.get(key)?.map(|text| parse(key, &text)).transpose()
    }

    /// Writes a key's value, as JSON: up to 2 MB with its key.
    ///
    /// # Errors
    /// What the storage says, and where the value is too large or cannot be JSON.
    pub fn put<T: Serialize + ?Sized>(&self, key: &str, value: &T) -> Result<(), StorageError> {
        let text = serde_json::to_string(value).map_err(|error| StorageError(format!("`{key}`: {error}")))?;
        let size = key.len() + text.len();
        if size > MAX_ENTRY {
            let message = format!("key and value of `{key:.64}` have {size} bytes, and may have {MAX_ENTRY}");
            return Err(StorageError(message));
        }
        self.driver.put(key, &text)
    }

    /// Deletes a key, and says whether it was there.
    ///
    /// # Errors
    /// What the storage says.
    pub fn delete(&self, key: &str) -> Result<bool, StorageError> {
        self.driver.delete(key)
    }

    /// Keys and values, in the order of the keys' UTF-8 bytes.
    ///
    /// # Errors
    /// What the storage says, and where what is stored is no such value.
    pub fn list<T: DeserializeOwned>(&self, list: &StorageList) -> Result<Vec<(String, T)>, StorageError> {
        if list.limit == Some(0) {
            return Err(StorageError("List limit must be positive.".to_owned()));
        }
        let found = self.driver.list(list)?.into_iter();
        found.map(|(key, text)| parse(&key, &text).map(|value| (key, value))).collect()
    }

    /// Runs the work in a transaction: what it wrote stays where it returns `Ok`, and none of it else. The alarm
    /// counts as written. Nests: an inner one takes back only its own.
    ///
    /// # Errors
    /// What the work says, and what the storage says.
    pub fn transaction<T, E: From<StorageError>>(&self, work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let mut work = Some(work);
        let mut result = None;
        self.driver.transaction(&mut || {
            result = work.take().map(|work| work());
            matches!(result, Some(Ok(_)))
        })?;
        // A host calls the work once.
        result.unwrap_or_else(|| Err(StorageError("the transaction did not begin".to_owned()).into()))
    }
}

impl<C: Class> Storage<C> {
    /// Deletes everything: keys, rows and the alarm. The tables are there again, empty.
    ///
    /// # Errors
    /// What the storage says.
    pub fn delete_all(&self) -> Result<(), StorageError> {
        self.driver.delete_all()?;
        schema::ensure(&*self.driver, C::NAME, C::SCHEMA).map_err(|error| StorageError(error.to_string()))
    }
}

impl<C: Class> Storage<C> {
    /// Runs one query of the class's own database.
    ///
    /// # Errors
    /// What SQLite says, or [`D1Error::Decode`] where a cell does not fit its type.
    pub fn run<Q: Single>(&self, query: Q) -> Result<Q::Output, D1Error>
    where
        C: WithDatabase,
    {
        // One that takes several statements, a bulk insert, is a transaction.
        self.batch(query)
    }

    /// Runs a tuple or a `Vec` of queries in order as one transaction, and returns each one's result.
    ///
    /// # Errors
    /// When any statement fails, nothing of the batch is applied.
    pub fn batch<B: Batch>(&self, queries: B) -> Result<B::Output, D1Error>
    where
        C: WithDatabase,
    {
        let mut statements = Vec::new();
        let decoder = queries.split(&mut statements);
        // A statement alone applies as a whole or not at all.
        if statements.len() == 1 {
            return decoder.decode(&mut self.sql(&statements)?);
        }
        let mut results =
            self.transaction(|| self.sql(&statements).map_err(Failed::Sql)).map_err(|failed| match failed {
                Failed::Sql(error) => error,
                Failed::Storage(error) => D1Error::Other(error.0),
            })?;
        decoder.decode(&mut results)
    }

    fn sql(&self, statements: &[Bound]) -> Result<std::vec::IntoIter<crate::d1::ResultSet>, D1Error> {
        statements.iter().try_for_each(Bound::check)?;
        self.driver.sql(statements).map(Vec::into_iter)
    }
}

enum Failed {
    Sql(D1Error),
    Storage(StorageError),
}

impl From<StorageError> for Failed {
    fn from(error: StorageError) -> Self {
        Failed::Storage(error)
    }
}

fn parse<T: DeserializeOwned>(key: &str, text: &str) -> Result<T, StorageError> {
    serde_json::from_str(text).map_err(|error| StorageError(format!("the value of `{key}` is another: {error}")))
}

impl<C> Clone for Storage<C> {
    fn clone(&self) -> Self {
        Storage::new(Rc::clone(&self.driver))
    }
}

impl<C> fmt::Debug for Storage<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Storage")
    }
}
