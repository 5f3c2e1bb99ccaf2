//! What an object has of its host: the storage, alarm and WebSockets of its place, as long as it lives.

use williw_workers::d1::{Bound, D1Error, ResultSet};
use williw_workers::driver::{LocalFuture, ObjectDriver};
use williw_workers::durable_objects::{ObjectId, SocketId, SocketMessage, StorageError, StorageList};

use super::gate;
use super::incarnation::{Incarnation, words};
use super::place::Ringing;
use super::storage::{Storage, storage_error};

impl Incarnation {
    /// The storage, for an incarnation that has not ended.
    fn storage(&self) -> Result<&Storage, StorageError> {
        match self.ended() {
            None => Ok(&self.place.storage),
            Some(error) => Err(StorageError(words(error))),
        }
    }

    /// Runs work that may write. What is written while no event of the object runs is committed at once.
    fn writing<T>(
        &self,
        work: impl FnOnce(&Storage, Option<&str>) -> Result<T, StorageError>,
    ) -> Result<T, StorageError> {
        let storage = self.storage()?;
        let name = self.place.name();
        let result = work(storage, name.as_deref());
        if storage.is_lost() {
            return Err(StorageError(words(self.lose("the write run ended by itself"))));
        }
        if !gate::is_within(self) {
            self.settle().map_err(|e| StorageError(words(e)))?;
        }
        result
    }
}

impl ObjectDriver for Incarnation {
    fn id(&self) -> ObjectId {
        ObjectId { hex: self.place.key.id.clone(), name: self.place.name() }
    }

    fn get(&self, key: &str) -> Result<Option<String>, StorageError> {
        self.storage()?.get(key).map_err(storage_error)
    }

    fn put(&self, key: &str, value: &str) -> Result<(), StorageError> {
        self.writing(|storage, name| storage.put(name, key, value))
    }

    fn delete(&self, key: &str) -> Result<bool, StorageError> {
        self.writing(|storage, name| storage.delete(name, key).map_err(storage_error))
    }

    fn list(&self, list: &StorageList) -> Result<Vec<(String, String)>, StorageError> {
        self.storage()?.list(list)
    }

    fn delete_all(&self) -> Result<(), StorageError> {
        self.writing(|storage, name| storage.delete_all(name).map_err(storage_error))?;
        self.place.alarm_was_set();
        Ok(())
    }

    fn sql(&self, statements: &[Bound]) -> Result<Vec<ResultSet>, D1Error> {
        let mut result = Ok(Vec::new());
        let ran = self.writing(|storage, name| {
            result = storage.sql(name, statements);
            Ok(())
        });
        ran.map_err(|e| D1Error::Transient(e.0))?;
        result
    }

    fn transaction(&self, work: &mut dyn FnMut() -> bool) -> Result<(), StorageError> {
        let ringing = self.place.ringing();
        let stays = self.writing(|storage, name| storage.nested(name, work).map_err(storage_error))?;
        if !stays {
            // The alarm is as it was before, and so is what its handler did to it.
            self.place.set_ringing(ringing);
        }
        Ok(())
    }

    fn alarm(&self) -> LocalFuture<'_, Result<Option<u64>, StorageError>> {
        Box::pin(async {
            let storage = self.storage()?;
            if self.place.ringing() == Ringing::Yes { Ok(None) } else { storage.alarm().map_err(storage_error) }
        })
    }

    fn set_alarm(&self, at_ms: Option<u64>) -> Result<(), StorageError> {
        let refuse = |text: &str| Err(StorageError(text.to_owned()));
        let at = match at_ms {
            Some(0) => return refuse("setAlarm() cannot be called with an alarm time <= 0"),
            Some(_) if !self.place.has_alarm() => {
                return refuse("Your Durable Object class must have an alarm() handler in order to call setAlarm()");
            }
            at => at.map(|at| at.max(self.place.now())),
        };
        self.writing(|storage, name| storage.set_alarm(name, at).map_err(storage_error))?;
        self.place.alarm_was_set();
        Ok(())
    }

    fn sockets(&self, tag: Option<&str>) -> Vec<SocketId> {
        self.place.sockets.open(tag)
    }

    fn socket_send(&self, socket: SocketId, message: &SocketMessage) -> Result<(), StorageError> {
        self.writing(|_, _| self.place.sockets.send(socket, message))
    }

    fn socket_close(&self, socket: SocketId, code: u16, reason: &str) -> Result<(), StorageError> {
        self.writing(|_, _| self.place.sockets.close(socket, code, reason))
    }

    fn socket_tags(&self, socket: SocketId) -> Vec<String> {
        self.place.sockets.tags(socket)
    }

    fn socket_attachment(&self, socket: SocketId) -> Option<String> {
        self.place.sockets.attachment(socket)
    }

    fn set_socket_attachment(&self, socket: SocketId, attachment: &str) -> Result<(), StorageError> {
        self.place.sockets.attach(socket, attachment)
    }
}
