//! What crosses the seam between a Worker and a KV namespace.

/// A value as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KvValue {
    /// The bytes.
    pub value: Vec<u8>,
    /// The metadata, JSON text.
    pub metadata: Option<String>,
}

/// A value to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KvPut {
    /// The bytes.
    pub value: Vec<u8>,
    /// When it is gone; `None`: never.
    pub expiry: Option<Expiry>,
    /// The metadata, JSON text.
    pub metadata: Option<String>,
}

/// When a value is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    /// So many seconds from now.
    After(u64),
    /// At this time, in seconds since 1970.
    At(u64),
}

/// Which keys to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KvList {
    /// With which they begin.
    pub prefix: String,
    /// At most so many, 1 to 1000; `None`: 1000.
    pub limit: Option<u32>,
    /// Where the page before ended.
    pub cursor: Option<String>,
}

/// A page of keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KvKeys {
    /// In the order of their UTF-8 bytes.
    pub keys: Vec<KvKey>,
    /// What gives the next page; `None` after the last one.
    pub cursor: Option<String>,
}

/// A listed key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KvKey {
    /// The key.
    pub name: String,
    /// When it is gone, in seconds since 1970.
    pub expiration: Option<u64>,
    /// Its metadata, JSON text.
    pub metadata: Option<String>,
}
