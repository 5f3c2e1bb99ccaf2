//! Signed requests (RFC 9421, ed25519): reading and verifying.
//!
//! The order is that of cost: the fields, what is covered, the times, then the digest; the signature last, since the key
//! must be asked for. A `Signed` has passed all but the last.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use ed25519_dalek::{Signature, VerifyingKey};
use sfv::{GenericBareItem, ListSerializer, RefBareItem};

use super::AuthError;
use super::base::{self, Message};
use super::digest::{self, CONTENT_DIGEST};
use super::fields::{self, Component, Member, Params, Value};
use crate::http::{Body, Request};
use crate::time::{Timestamp, decimal_millis};

/// An ed25519 public key: 32 bytes (RFC 8032).
pub type PublicKeyBytes = [u8; 32];

/// The most components that a signature may cover.
const MAX_COVERED: usize = 32;
/// What a nonce may be.
const NONCE: &str = "`nonce` must be 16 to 64 visible characters";

/// What signatures must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignatureRules {
    /// How far the request's times may be from the server's, in milliseconds and either way.
    pub max_skew_ms: u64,
    /// A header field in which the client says when it sent the request, in decimal milliseconds since 1970. Where it is
    /// there it must be covered, and within the skew.
    pub time_header: Option<&'static str>,
}

impl SignatureRules {
    /// Times within 300 s, and no field for them.
    pub const DEFAULT: Self = SignatureRules { max_skew_ms: 300_000, time_header: None };

    /// Whether the request is of now by the time header, where it is there.
    ///
    /// # Errors
    /// [`AuthError::Skew`].
    pub fn check_time(&self, request: &Request, now: Timestamp) -> Result<(), AuthError> {
        let Some((name, value)) = self.time_header.and_then(|name| Some((name, request.headers.get(name)?))) else {
            return Ok(());
        };
        let sent = decimal_millis(&value).ok_or_else(|| {
            AuthError::Skew(format!("`{name}` must be the time of the request, in decimal milliseconds").into())
        })?;
        near(name, Timestamp::from_millis(sent), now, self)
    }
}

/// The signature of a request that keeps all rules: it covers what it must, its times are now, and the body is that of the
/// digest. Who signed it is not known before [`verify`](Signed::verify).
pub struct Signed {
    /// Whose key is meant to have signed: `keyid`.
    pub key_id: String,
    /// When it was signed, by the signer's clock.
    pub created: Timestamp,
    /// Different for each request of a signer: 16 to 64 visible characters.
    pub nonce: String,
    /// The last instant at which the request is taken: until then, the nonce must be remembered.
    pub until: Timestamp,
    base: String,
    signature: [u8; 64],
}

impl fmt::Debug for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The base may hold secrets, since any field can be covered.
        f.debug_struct("Signed").field("key_id", &self.key_id).field("created", &self.created).finish_non_exhaustive()
    }
}

impl Signed {
    /// Reads the request's signature, and checks everything but who made it. `None` where the request has neither
    /// `Signature` nor `Signature-Input`.
    ///
    /// There must be one signature with a `keyid`; others beside it, such as a proxy's, are passed over. It has `alg="ed25519"`,
    /// `created` and `nonce`, perhaps `expires`, and covers `@method`, `@path`, `@query`, the rules' time header where it is there, and
    /// `content-digest` where there is a body. It may also cover `@authority`, `@request-target` and fields of the header.
    ///
    /// Path and query are those of [`Request::target`]. A client signs what it sends, which is a URL as the URL Standard
    /// writes it (`'` in a query is `%27`): on Cloudflare nothing else comes in.
    ///
    /// # Errors
    /// [`AuthError::Signature`], [`AuthError::Skew`] and [`AuthError::Digest`].
    pub fn of(request: &Request, now: Timestamp, rules: &SignatureRules) -> Result<Option<Signed>, AuthError> {
        let (input, signature) = (request.headers.get("signature-input"), request.headers.get("signature"));
        let (input_field, signature_field) = match (&input, &signature) {
            (None, None) => return Ok(None),
            (Some(input), Some(signature)) => (input, signature),
            _ => return refuse("`Signature` and `Signature-Input` belong together"),
        };
        let inputs = dictionary(input_field, "`Signature-Input` cannot be read")?;
        let signatures = dictionary(signature_field, "`Signature` cannot be read")?;
        let input = the_one(&inputs, |member| member.params.iter().any(|(key, _)| key.as_str() == "keyid"))
            .ok_or("there must be one signature with a `keyid`")?;
        let signature = the_one(&signatures, |member| member.key == input.key)
            .ok_or("`Signature` must hold one signature under the label of `Signature-Input`")?;
        if inputs.iter().filter(|member| member.key == input.key).count() > 1 {
            return refuse("`Signature-Input` holds two members of one label");
        }
        let Value::Item(GenericBareItem::ByteSequence(signature)) = &signature.value else {
            return refuse("a signature must be a byte sequence");
        };
        if !fields::is_canonical(signature_field, signature) {
            return refuse("a signature must be in padded base64");
        }
        let signature = signature[..].try_into().map_err(|_| "a signature of ed25519 has 64 bytes")?;
        let Value::List(components) = &input.value else {
            return refuse("`Signature-Input` must list what is covered");
        };
        let covered = covered(components)?;
        let claims = Claims::of(&input.params)?;

        let body = match &request.body {
            Body::Read(body) => body,
            Body::TooLarge => return Err(AuthError::Digest("the body is too large to have a digest")),
        };
        let digest = request.headers.get(CONTENT_DIGEST);
        let sent = rules.time_header.filter(|name| request.headers.get(name).is_some());
        let must = ["@method", "@path", "@query"].into_iter();
        let must = must.chain((!body.is_empty()).then_some(CONTENT_DIGEST)).chain(sent);
        for name in must {
            if !covered.iter().any(|covered| covered.eq_ignore_ascii_case(name)) {
                return refuse(format!("the signature must cover `{}`", name.to_ascii_lowercase()));
            }
        }
        let until = claims.check(now, rules)?;
        rules.check_time(request, now)?;
        let message = Message { method: request.method.as_str(), target: &request.target, headers: &request.headers };
        let params = params(&covered, &input.params)?;
        let base = base::base(&message, covered.iter().copied(), &params).map_err(|(name, why)| {
            AuthError::Signature(format!("the covered component `{}` {why}", name.escape_default()).into())
        })?;
        if let Some(digest) = digest {
            digest::check(&digest, body)?;
        }
        let Claims { key_id, created, nonce, .. } = claims;
        Ok(Some(Signed { key_id: key_id.to_owned(), created, nonce: nonce.to_owned(), until, base, signature }))
    }

    /// Whether this key has made the signature. Strictly: no key and no commitment of small order, and a scalar below the order
    /// of the group, so that there is one signature of a text by a key, and none by a key that signs everything.
    ///
    /// The key must be in its canonical encoding; whoever registers it checks that.
    ///
    /// # Errors
    /// [`AuthError::Signature`].
    pub fn verify(&self, key: &PublicKeyBytes) -> Result<(), AuthError> {
        let signature = Signature::from_bytes(&self.signature);
        let verified =
            VerifyingKey::from_bytes(key).and_then(|key| key.verify_strict(self.base.as_bytes(), &signature));
        verified.map_err(|_| AuthError::unknown_key())
    }
}

impl From<&'static str> for AuthError {
    /// A signature that breaks this rule.
    fn from(rule: &'static str) -> Self {
        AuthError::Signature(Cow::Borrowed(rule))
    }
}

fn refuse<T>(rule: impl Into<Cow<'static, str>>) -> Result<T, AuthError> {
    Err(AuthError::Signature(rule.into()))
}

fn dictionary<'f>(field: &'f str, otherwise: &'static str) -> Result<Vec<Member<'f>>, AuthError> {
    fields::dictionary(field).ok_or(AuthError::from(otherwise))
}

/// The only item that is so.
fn the_one<T>(items: &[T], is: impl Fn(&T) -> bool) -> Option<&T> {
    let mut found = items.iter().filter(|item| is(item));
    match (found.next(), found.next()) {
        (Some(item), None) => Some(item),
        _ => None,
    }
}

/// The names of the components, each once and without parameters.
fn covered<'a>(components: &'a [Component<'_>]) -> Result<Vec<&'a str>, AuthError> {
    if components.len() > MAX_COVERED {
        return refuse(format!("a signature may cover up to {MAX_COVERED} components"));
    }
    let mut out = Vec::with_capacity(components.len());
    for component in components {
        if component.has_params {
            return refuse("components with parameters are not known here");
        }
        let name = component.name.as_ref().ok_or("a component's name must be a text")?.as_str();
        if out.contains(&name) {
            return refuse("a component is covered twice");
        }
        out.push(name);
    }
    Ok(out)
}

/// What the parameters of a signature say.
struct Claims<'a> {
    key_id: &'a str,
    nonce: &'a str,
    created: Timestamp,
    expires: Option<Timestamp>,
}

impl<'a> Claims<'a> {
    fn of(params: &'a Params<'_>) -> Result<Self, AuthError> {
        let (mut key_id, mut nonce, mut alg, mut created, mut expires) = (None, None, None, None, None);
        for (i, (key, value)) in params.iter().enumerate() {
            if params.iter().take(i).any(|(other, _)| other == key) {
                return refuse("a parameter of the signature stands there twice");
            }
            match key.as_str() {
                "keyid" => key_id = Some(value.as_string().ok_or("`keyid` must be a text")?.as_str()),
                "nonce" => nonce = Some(value.as_string().ok_or(NONCE)?.as_str()),
                "alg" => alg = Some(value.as_string().ok_or("`alg` must be a text")?.as_str()),
                "created" => created = Some(seconds(value).ok_or("`created` must be seconds since 1970")?),
                "expires" => expires = Some(seconds(value).ok_or("`expires` must be seconds since 1970")?),
                // Signed as they are, and without a meaning here.
                _ => {}
            }
        }
        if alg != Some("ed25519") {
            return refuse("the signature must have `alg=\"ed25519\"`");
        }
        let visible =
            |nonce: &&str| (16..=64).contains(&nonce.len()) && nonce.bytes().all(|byte| byte.is_ascii_graphic());
        Ok(Claims {
            key_id: key_id.ok_or("the signature must have a `keyid`")?,
            nonce: nonce.filter(visible).ok_or(NONCE)?,
            created: created.ok_or("the signature must have the time when it was `created`")?,
            expires,
        })
    }

    /// The last instant at which the request is taken.
    fn check(&self, now: Timestamp, rules: &SignatureRules) -> Result<Timestamp, AuthError> {
        near("created", self.created, now, rules)?;
        let until = self.created.saturating_add(Duration::from_millis(rules.max_skew_ms));
        match self.expires {
            Some(expires) if expires < now => Err(AuthError::Skew("the signature has expired".into())),
            Some(expires) => Ok(until.min(expires)),
            None => Ok(until),
        }
    }
}

fn seconds(value: &sfv::BareItemFromInput<'_>) -> Option<Timestamp> {
    let seconds: i64 = value.as_integer()?.into();
    Timestamp::try_from(seconds.checked_mul(1000)?).ok()
}

fn near(what: &str, time: Timestamp, now: Timestamp, rules: &SignatureRules) -> Result<(), AuthError> {
    let late = now.millis_since(time);
    if late.unsigned_abs() <= rules.max_skew_ms {
        return Ok(());
    }
    let side = if late > 0 { "behind" } else { "ahead of" };
    let (off, most) = (late.unsigned_abs() / 1000, rules.max_skew_ms / 1000);
    Err(AuthError::Skew(format!("`{what}` is {off} s {side} the server's clock; {most} s are allowed").into()))
}

/// The line of the base that says what is covered, in its one form (RFC 9421, 2.3).
fn params(covered: &[&str], params: &Params<'_>) -> Result<String, AuthError> {
    let mut out = ListSerializer::new();
    let mut list = out.inner_list();
    for name in covered {
        list.bare_item(sfv::StringRef::from_str(name).map_err(|_| "a component's name must be a text")?);
    }
    list.finish().parameters(params.iter().map(|(key, value)| (*key, RefBareItem::from(value))));
    out.finish().ok_or(AuthError::from("`Signature-Input` must list what is covered"))
}
