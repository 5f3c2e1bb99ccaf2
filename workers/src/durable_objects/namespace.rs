//! From outside: a class's objects by name, and the stub that calls one.

use std::borrow::Cow;
use std::fmt;
use std::rc::Rc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::call::{MethodError, read_answer};
use super::{ObjectCall, ObjectError, ObjectReply};
use crate::driver::{Host, NamespaceDriver};
use crate::http::Upgrade;
use crate::http::meter::Service;
use crate::retry;

/// The objects of one class: a cheap handle, cloned at will. Generated namespaces are this one with typed stubs.
#[derive(Clone)]
pub struct ObjectNamespace {
    driver: Rc<dyn NamespaceDriver>,
    host: Rc<dyn Host>,
}

impl ObjectNamespace {
    /// The namespace of this host that is bound under this name; `None` where there is none.
    pub fn of(host: &Rc<dyn Host>, binding: &str) -> Option<Self> {
        Some(ObjectNamespace { driver: host.namespace(binding)?, host: Rc::clone(host) })
    }

    /// The object of this name. It is made when it is first called.
    pub fn named(&self, name: impl Into<String>) -> Stub {
        Stub { namespace: self.clone(), name: name.into() }
    }

    /// The object, of so many, that a key belongs to: always the same one, called `0` to `shards − 1`.
    pub fn sharded(&self, key: &str, shards: u32) -> Stub {
        self.named(shard_of(key, shards).to_string())
    }
}

impl fmt::Debug for ObjectNamespace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ObjectNamespace")
    }
}

/// Which of so many shards a key belongs to: its FNV-1a hash, modulo. Never change it: objects would lose their keys.
fn shard_of(key: &str, shards: u32) -> u64 {
    let hash = key
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    // The low bits of FNV are its weak ones.
    ((hash >> 32) ^ hash) % u64::from(shards.max(1))
}

/// One object, as who calls it sees it.
#[derive(Clone, Debug)]
pub struct Stub {
    namespace: ObjectNamespace,
    name: String,
}

impl Stub {
    /// The object's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Calls a method. An idempotent one is repeated, up to four times and each time on a new stub, while the object
    /// is briefly unavailable; one that is overloaded is left in peace.
    ///
    /// # Errors
    /// What the method declares, or [`ObjectError`].
    pub async fn call<T: DeserializeOwned, E: MethodError>(
        &self,
        method: &'static str,
        args: &impl Serialize,
        idempotent: bool,
    ) -> Result<T, E> {
        let args = write_args(args).map_err(E::object)?;
        let reply = self.send(method, args, idempotent, false).await.map_err(E::object)?;
        read_answer(&reply.body)
    }

    /// Asks for a WebSocket to the object. Never repeated: the object may have accepted it.
    ///
    /// # Errors
    /// What connecting declares, or [`ObjectError`].
    pub async fn connect<E: MethodError>(&self, args: &impl Serialize) -> Result<Upgrade, E> {
        let args = write_args(args).map_err(E::object)?;
        let reply = self.send("connect", args, false, true).await.map_err(E::object)?;
        match reply.upgrade {
            Some(upgrade) => Ok(upgrade),
            None => match read_answer::<(), E>(&reply.body) {
                Ok(()) => Err(E::object(ObjectError::Decode("it accepted no WebSocket".to_owned()))),
                Err(error) => Err(error),
            },
        }
    }

    /// What is the same for methods of all types.
    async fn send(
        &self,
        method: &'static str,
        args: Vec<u8>,
        idempotent: bool,
        upgrade: bool,
    ) -> Result<ObjectReply, ObjectError> {
        let call = ObjectCall { method: Cow::Borrowed(method), args, upgrade };
        let ObjectNamespace { driver, host } = &self.namespace;
        let again = |error: &ObjectError| idempotent && matches!(error, ObjectError::Transient(_));
        retry::repeat(&**host, Service::Object, again, || driver.call(&self.name, call.clone())).await
    }
}

fn write_args(args: &impl Serialize) -> Result<Vec<u8>, ObjectError> {
    serde_json::to_vec(args).map_err(|error| ObjectError::Decode(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::shard_of;

    #[test]
    fn a_key_keeps_its_shard_and_shards_fill_evenly() {
        assert_eq!((shard_of("node-1", 16), shard_of("node-2", 16), shard_of("", 16)), (1, 4, 1));
        let mut counts = [0u32; 16];
        (0..16_000).for_each(|n| counts[shard_of(&format!("node-{n}"), 16) as usize] += 1);
        assert!(counts.iter().all(|count| (800..1200).contains(count)), "{counts:?}");
        assert_eq!(shard_of("x", 0), 0);
    }
}
