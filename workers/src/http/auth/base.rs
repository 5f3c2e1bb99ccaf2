//! The signature base (RFC 9421, 2.5): the text that is signed. Who signs and who verifies make it here.
//!
//! Each covered component is a line, in the signer's order, and the last line says which they are. A field's value that
//! could hold a line's end would be two lines to one reader and one to another, so such values, and texts beyond
//! ASCII, of which hosts make different texts, have no base.

use std::borrow::Cow;

use crate::time::HeaderSource;

/// What is signed of a request.
pub(super) struct Message<'a> {
    pub(super) method: &'a str,
    /// Path and query, as in [`Request::target`](crate::http::Request::target).
    pub(super) target: &'a str,
    pub(super) headers: &'a dyn HeaderSource,
}

impl<'a> Message<'a> {
    /// A component's value, or why it has none.
    fn component(&self, name: &str) -> Result<Cow<'a, str>, &'static str> {
        let (path, query) = match self.target.find('?') {
            Some(at) => self.target.split_at(at),
            None => (self.target, "?"),
        };
        match name {
            "@method" => Ok(Cow::Borrowed(self.method)),
            "@path" if path.is_empty() => Ok(Cow::Borrowed("/")),
            "@path" => Ok(Cow::Borrowed(path)),
            // With its `?`, which stands there even where there is no query (RFC 9421, 2.2.7).
            "@query" => Ok(Cow::Borrowed(query)),
            "@request-target" => Ok(Cow::Borrowed(self.target)),
            "@authority" => self.headers.header("host").map(|host| authority(&host).into()).ok_or("has no value here"),
            _ if name.starts_with('@') => Err("is not known here"),
            _ => self.field(name),
        }
    }

    fn field(&self, name: &str) -> Result<Cow<'a, str>, &'static str> {
        let is_token =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"!#$%&'*+-.^_`|~".contains(&byte);
        if name.is_empty() || !name.bytes().all(is_token) {
            return Err("is no field's name in lower case");
        }
        let value = self.headers.header(name).ok_or("is not in the request")?;
        if !value.bytes().all(|byte| byte == b'\t' || (b' '..=b'~').contains(&byte)) {
            return Err("holds what cannot be signed");
        }
        Ok(match value {
            Cow::Borrowed(value) => Cow::Borrowed(trim(value)),
            Cow::Owned(value) => Cow::Owned(trim(&value).to_owned()),
        })
    }
}

fn trim(value: &str) -> &str {
    value.trim_matches([' ', '\t'])
}

/// RFC 9421, 2.2.3: in lower case and without the scheme's own port. The scheme is not known here, but nobody serves
/// one scheme on the other's port.
fn authority(host: &str) -> String {
    let host = trim(host).to_ascii_lowercase();
    let bare = host.strip_suffix(":443").or_else(|| host.strip_suffix(":80"));
    bare.map(str::to_owned).unwrap_or(host)
}

/// The text to sign, or the first component that has no value, and why.
pub(super) fn base<'n>(
    message: &Message<'_>,
    names: impl Iterator<Item = &'n str>,
    params: &str,
) -> Result<String, (&'n str, &'static str)> {
    let mut out = String::with_capacity(256 + params.len());
    for name in names {
        let value = message.component(name).map_err(|why| (name, why))?;
        // A name that has a value needs no escapes.
        out.push('"');
        out.push_str(name);
        out.push_str("\": ");
        out.push_str(&value);
        out.push('\n');
    }
    out.push_str("\"@signature-params\": ");
    out.push_str(params);
    Ok(out)
}
