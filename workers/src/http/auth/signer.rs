//! Signing requests: the client's half of `signature.rs`, from the same signature base.

use std::borrow::Cow;
use std::fmt;

use ed25519_dalek::{Signer as _, SigningKey};
use sfv::{DictSerializer, Integer, KeyRef, RefBareItem, StringRef, key_ref, string_ref};

use super::PublicKeyBytes;
use super::base::{self, Message};
use super::digest::{self, CONTENT_DIGEST};
use crate::http::Method;
use crate::time::{HeaderSource, Timestamp};

/// The label of the signature in its two fields.
const LABEL: &KeyRef = key_ref("sig");

/// Who signs: an id, and its ed25519 key.
///
/// ```
/// use williw_workers::Timestamp;
/// use williw_workers::http::Method;
/// use williw_workers::http::auth::{Signer, Unsigned};
///
/// let signer = Signer::new("node-1", &[7; 32])?;
/// let mut request = Unsigned::new(&Method::GET, "/api/nodes/node?node_id=node-1");
/// request.created = Timestamp::from_millis(1_704_067_200_000);
/// request.nonce = "0123456789abcdef";
/// let fields = signer.sign(&request)?;
/// assert_eq!(fields[0].0, "signature-input");
/// assert_eq!(
///     fields[0].1,
///     r#"sig=("@method" "@path" "@query");created=1704067200;nonce="0123456789abcdef";keyid="node-1";alg="ed25519""#
/// );
/// assert_eq!(fields[1].0, "signature");
/// # Ok::<(), williw_workers::http::auth::SignError>(())
/// ```
#[derive(Clone)]
pub struct Signer {
    key_id: String,
    key: SigningKey,
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").field("key_id", &self.key_id).finish_non_exhaustive()
    }
}

/// A request before it is signed.
#[derive(Clone, Copy)]
pub struct Unsigned<'a> {
    /// The method.
    pub method: &'a Method,
    /// Path and query exactly as they are sent, percent-encoded.
    pub target: &'a str,
    /// The header fields that are sent.
    pub headers: &'a dyn HeaderSource,
    /// Fields to cover beside what must be, by their names in lower case; all must be in `headers`. `host` is covered as
    /// `@authority`.
    pub cover: &'a [&'a str],
    /// The body; empty where there is none.
    pub body: &'a [u8],
    /// Now. A signature has whole seconds.
    pub created: Timestamp,
    /// 16 to 64 visible characters that the signer has not used before, such as 32 random hex digits.
    pub nonce: &'a str,
    /// A field that shall say the time in milliseconds, such as
    /// [`REQUEST_START_TIME`](crate::time::REQUEST_START_TIME).
    pub time_header: Option<&'static str>,
}

impl fmt::Debug for Unsigned<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unsigned").field("method", self.method).field("target", &self.target).finish_non_exhaustive()
    }
}

impl<'a> Unsigned<'a> {
    /// A request without body and fields, at the beginning of 1970 and without a nonce.
    pub fn new(method: &'a Method, target: &'a str) -> Self {
        Unsigned {
            method,
            target,
            headers: &NoFields,
            cover: &[],
            body: &[],
            created: Timestamp::MIN,
            nonce: "",
            time_header: None,
        }
    }
}

struct NoFields;

impl HeaderSource for NoFields {
    fn header(&self, _: &str) -> Option<Cow<'_, str>> {
        None
    }
}

/// Why a request cannot be signed: what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SignError(String);

impl Signer {
    /// Signs as this id with this secret key (the 32 bytes that RFC 8032 calls the private key).
    ///
    /// # Errors
    /// An id that is not ASCII.
    pub fn new(key_id: impl Into<String>, key: &[u8; 32]) -> Result<Self, SignError> {
        let key_id = key_id.into();
        text("keyid", &key_id)?;
        Ok(Signer { key_id, key: SigningKey::from_bytes(key) })
    }

    /// The id.
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    /// What the signatures are verified with.
    pub fn public_key(&self) -> PublicKeyBytes {
        self.key.verifying_key().to_bytes()
    }

    /// The header fields to add to the request, names in lower case: `content-digest` where there is a body, the time
    /// header where one is asked for, `signature-input` and `signature`.
    ///
    /// # Errors
    /// A nonce that is none, and a covered field that is missing, or whose value is not ASCII.
    pub fn sign(&self, request: &Unsigned<'_>) -> Result<Vec<(&'static str, String)>, SignError> {
        if !(16..=64).contains(&request.nonce.len()) || !request.nonce.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(SignError("a nonce has 16 to 64 visible characters".to_owned()));
        }
        let mut fields = Vec::with_capacity(4);
        let mut covered = vec![Cow::Borrowed("@method"), "@path".into(), "@query".into()];
        if !request.body.is_empty() {
            covered.push(CONTENT_DIGEST.into());
            fields.push((CONTENT_DIGEST, digest::write(request.body)));
        }
        if let Some(name) = request.time_header {
            covered.push(name.to_ascii_lowercase().into());
            fields.push((name, request.created.as_millis().to_string()));
        }
        for name in request.cover {
            let name = if *name == "host" { "@authority" } else { name };
            if !covered.iter().any(|covered| covered == name) {
                covered.push(name.into());
            }
        }

        let created = Integer::try_from(request.created.as_secs()).map_err(|e| SignError(format!("created: {e}")))?;
        let mut input = DictSerializer::new();
        let mut list = input.inner_list(LABEL);
        for name in &covered {
            list.bare_item(text("the name of a field", name)?);
        }
        list.finish().parameters([
            (key_ref("created"), RefBareItem::Integer(created)),
            (key_ref("nonce"), text("nonce", request.nonce)?.into()),
            (key_ref("keyid"), text("keyid", &self.key_id)?.into()),
            (key_ref("alg"), string_ref("ed25519").into()),
        ]);
        let input = input.finish().unwrap_or_default();
        // What is signed of the field is without the label.
        let params = input.split_once('=').map_or("", |(_, params)| params);

        let headers = With { fields: &fields, headers: request.headers };
        let message = Message { method: request.method.as_str(), target: request.target, headers: &headers };
        let base = base::base(&message, covered.iter().map(AsRef::as_ref), params)
            .map_err(|(name, why)| SignError(format!("`{name}` {why}")))?;
        let mut signature = DictSerializer::new();
        signature.bare_item(LABEL, &self.key.sign(base.as_bytes()).to_bytes()[..]);
        fields.push(("signature-input", input));
        fields.push(("signature", signature.finish().unwrap_or_default()));
        Ok(fields)
    }
}

fn text<'t>(what: &str, text: &'t str) -> Result<&'t StringRef, SignError> {
    StringRef::from_str(text).map_err(|_| SignError(format!("{what} must be ASCII")))
}

/// The fields that are added, before those that are there.
struct With<'a> {
    fields: &'a [(&'static str, String)],
    headers: &'a dyn HeaderSource,
}

impl HeaderSource for With<'_> {
    fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        let added = self.fields.iter().find(|(added, _)| added.eq_ignore_ascii_case(name));
        added.map(|(_, value)| Cow::Borrowed(value.as_str())).or_else(|| self.headers.header(name))
    }
}
