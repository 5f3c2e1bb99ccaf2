//! The headers of a request, whatever holds them: all that time needs of HTTP.
//!
//! Names are compared without case. The maps of the standard library compare with it, so they are
//! searched from end to end; a request has few headers.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use super::Timestamp;

/// Something that has headers.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not hold headers",
    note = "an `http::HeaderMap` does, and so do slices of pairs and maps from text to text"
)]
pub trait HeaderSource {
    /// The value of the first header of this name, in any case; `None` where there is none or its
    /// value is not text.
    fn header(&self, name: &str) -> Option<Cow<'_, str>>;
}

impl HeaderSource for http::HeaderMap {
    fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        self.get(name)?.to_str().ok().map(Cow::Borrowed)
    }
}

impl<K: AsRef<str>, V: AsRef<str>> HeaderSource for [(K, V)] {
    fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        self.iter().find(|(key, _)| key.as_ref().eq_ignore_ascii_case(name)).map(|(_, value)| value.as_ref().into())
    }
}

impl<K: AsRef<str>, V: AsRef<str>, const N: usize> HeaderSource for [(K, V); N] {
    fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        self.as_slice().header(name)
    }
}

impl<K: AsRef<str>, V: AsRef<str>> HeaderSource for Vec<(K, V)> {
    fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        self.as_slice().header(name)
    }
}

impl<K: AsRef<str>, V: AsRef<str>> HeaderSource for BTreeMap<K, V> {
    fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        self.iter().find(|(key, _)| key.as_ref().eq_ignore_ascii_case(name)).map(|(_, value)| value.as_ref().into())
    }
}

impl<K: AsRef<str>, V: AsRef<str>, S> HeaderSource for HashMap<K, V, S> {
    fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        // Of names that differ in case only, the same one each time: a hash map has no order.
        let same = self.iter().filter(|(key, _)| key.as_ref().eq_ignore_ascii_case(name));
        same.min_by_key(|(key, _)| key.as_ref()).map(|(_, value)| value.as_ref().into())
    }
}

impl<H: HeaderSource + ?Sized> HeaderSource for &H {
    fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        (**self).header(name)
    }
}

/// A value without the white space that HTTP allows around it.
pub(super) fn trim(value: &str) -> &str {
    value.trim_matches([' ', '\t'])
}

/// Reads decimal digits, and nothing else, as milliseconds that a [`Timestamp`] holds.
pub(super) fn decimal_millis(value: &str) -> Option<i64> {
    let digits = trim(value);
    // `parse` alone would take a sign.
    let ms: i64 = if digits.bytes().all(|byte| byte.is_ascii_digit()) { digits.parse().ok()? } else { return None };
    Timestamp::try_from(ms).ok().map(Timestamp::as_millis)
}
