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
    /// Path and query, as in [`Request::target`](crate::http::Request::target): the path is never empty.
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

#[cfg(test)]
mod tests {
    use ed25519_dalek::{Signature, Signer, SigningKey};

    use super::*;

    fn bytes<const N: usize>(base64: &str) -> [u8; N] {
        let item = format!(":{base64}:");
        let bytes: Vec<u8> = sfv::Parser::new(&item).parse_item().unwrap();
        bytes.try_into().unwrap()
    }

    #[test]
    fn the_ed25519_vector_of_rfc_9421() {
        // The request of section 2.4, the key of B.1.4, the signature of B.2.6.
        let headers = [
            ("Host", "example.com"),
            ("Date", "Tue, 20 Apr 2021 02:07:55 GMT"),
            ("Content-Type", "application/json"),
            ("Content-Length", "18"),
        ];
        let message = Message { method: "POST", target: "/foo?param=Value&Pet=dog", headers: &headers };
        let names = ["date", "@method", "@path", "@authority", "content-type", "content-length"];
        let params = r#"("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519""#;
        let base = base(&message, names.into_iter(), params).unwrap();

        let key = SigningKey::from_bytes(&bytes("n4Ni+HpISpVObnQMW0wOhCKROaIKqKtW/2ZYb2p9KcU="));
        assert_eq!(key.verifying_key().to_bytes(), bytes("JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs="));
        let signature = Signature::from_bytes(&bytes(
            "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==",
        ));
        key.verifying_key().verify_strict(base.as_bytes(), &signature).unwrap();
        assert_eq!(key.sign(base.as_bytes()), signature);
    }

    #[test]
    fn components() {
        let headers = [("Host", "Example.COM:443"), ("X-Empty", ""), ("X-Two", "a"), ("x-two", " b\t"), ("X-Odd", "ü")];
        let value =
            |target, name| Message { method: "GET", target, headers: &headers }.component(name).map(Cow::into_owned);
        for (target, name, expected) in [
            ("/a/b?c=d?e", "@path", Some("/a/b")),
            ("/a/b?c=d?e", "@query", Some("?c=d?e")),
            ("/a/b?c=d?e", "@request-target", Some("/a/b?c=d?e")),
            ("/a%2Fb", "@path", Some("/a%2Fb")),
            ("/a", "@query", Some("?")),
            ("/a?", "@query", Some("?")),
            ("/", "@authority", Some("example.com")),
            ("/", "x-empty", Some("")),
            ("/", "x-two", Some("a,  b")),
            ("/", "x-odd", None),
            ("/", "x-missing", None),
            ("/", "X-Two", None),
            ("/", "", None),
            ("/", "a\nb", None),
            ("/", "@status", None),
            ("/", "@scheme", None),
            ("/", "@target-uri", None),
            ("/", "@query-param", None),
        ] {
            assert_eq!(value(target, name).ok().as_deref(), expected, "{target} {name}");
        }
    }

    #[test]
    fn an_authority_has_no_port_of_its_scheme() {
        for (host, expected) in
            [("A.b", "a.b"), ("a.b:80", "a.b"), ("a.b:443", "a.b"), ("a.b:8443", "a.b:8443"), ("[::1]:80", "[::1]")]
        {
            assert_eq!(authority(host), expected);
        }
    }
}
