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
    /// The value of the header of this name, in any case; of several, all values, joined by `, ` as
    /// Cloudflare does. `None` where there is none or a value is not text.
    fn header(&self, name: &str) -> Option<Cow<'_, str>>;
}

impl HeaderSource for ::http::HeaderMap {
    fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        join(self.get_all(name).iter().map(|value| value.to_str().ok()))
    }
}

impl<K: AsRef<str>, V: AsRef<str>> HeaderSource for [(K, V)] {
    fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        join(named(self.iter().map(|(key, value)| (key, value)), name).map(|(_, value)| Some(value)))
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
        join(named(self.iter(), name).map(|(_, value)| Some(value)))
    }
}

impl<K: AsRef<str>, V: AsRef<str>, S> HeaderSource for HashMap<K, V, S> {
    fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        // Names that differ in case only come in any order, which must not show.
        let mut fields: Vec<_> = named(self.iter(), name).collect();
        fields.sort_unstable();
        join(fields.into_iter().map(|(_, value)| Some(value)))
    }
}

impl<H: HeaderSource + ?Sized> HeaderSource for &H {
    fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        (**self).header(name)
    }
}

/// The fields of this name.
fn named<'a, K: AsRef<str> + 'a, V: AsRef<str> + 'a>(
    fields: impl Iterator<Item = (&'a K, &'a V)>,
    name: &str,
) -> impl Iterator<Item = (&'a str, &'a str)> {
    fields.map(|(key, value)| (key.as_ref(), value.as_ref())).filter(move |(key, _)| key.eq_ignore_ascii_case(name))
}

/// All values as one; `None` where there are none or one of them is none.
fn join<'a>(mut values: impl Iterator<Item = Option<&'a str>>) -> Option<Cow<'a, str>> {
    let mut all = Cow::Borrowed(values.next()??);
    for value in values {
        let all = all.to_mut();
        all.push_str(", ");
        all.push_str(value?);
    }
    Some(all)
}

/// A value without the white space that HTTP allows around it.
pub(super) fn trim(value: &str) -> &str {
    value.trim_matches([' ', '\t'])
}

/// Reads decimal digits, and nothing else, as milliseconds that a [`Timestamp`] holds.
pub(crate) fn decimal_millis(value: &str) -> Option<i64> {
    let digits = trim(value);
    // `parse` alone would take a sign.
    let ms: i64 = if digits.bytes().all(|byte| byte.is_ascii_digit()) { digits.parse().ok()? } else { return None };
    Timestamp::try_from(ms).ok().map(Timestamp::as_millis)
}
