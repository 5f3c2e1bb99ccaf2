//! Where in a request something is: a JSON Pointer (RFC 6901) that costs nothing until it is shown.

use std::fmt;

/// A place in a body (`/gpu_info/0/name`, the whole body being the empty text), a query parameter
/// (`?limit`), a path parameter (`{id}`) or a header field (`Idempotency-Key`).
#[derive(Clone, Copy, Debug)]
pub enum Pointer<'a> {
    /// The body.
    Body,
    /// A query parameter.
    Query(&'a str),
    /// A path parameter.
    Path(&'a str),
    /// A header field, by its name.
    Header(&'a str),
    /// A member of an object.
    Key(&'a Pointer<'a>, &'a str),
    /// An item of an array, from 0.
    Index(&'a Pointer<'a>, usize),
}

impl fmt::Display for Pointer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Pointer::Body => Ok(()),
            Pointer::Query(name) => write!(f, "?{name}"),
            Pointer::Path(name) => write!(f, "{{{name}}}"),
            Pointer::Header(name) => f.write_str(name),
            Pointer::Key(parent, key) if key.contains(['~', '/']) => {
                write!(f, "{parent}/{}", key.replace('~', "~0").replace('/', "~1"))
            }
            Pointer::Key(parent, key) => write!(f, "{parent}/{key}"),
            Pointer::Index(parent, index) => write!(f, "{parent}/{index}"),
        }
    }
}
