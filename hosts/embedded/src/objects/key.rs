//! Which object: its class, and the id that its name gives.

use sha2::{Digest, Sha256};

/// An object among all of the host's.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) class: &'static str,
    /// 64 hex digits.
    pub(super) id: String,
}

impl Key {
    /// The object of this name. The same name gives the same id, in another class another one.
    pub(super) fn of_name(class: &'static str, name: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(class);
        // No class has a zero byte in its name.
        hash.update([0]);
        hash.update(name);
        let id = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Key { class, id }
    }
}
