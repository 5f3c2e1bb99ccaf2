//! Who sends a step's request, and a node's signature over it.
//!
//! Written after RFC 9421 and RFC 9530 and not with the library that the service verifies with: what both
//! misread would otherwise pass here. What is hard is to spoil one thing at a time.

use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use ed25519_dalek::{Signer, SigningKey};
use reqwest::Url;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::case::Flip;
use crate::send::Http;
use crate::words::Words;

/// Who sends a request.
#[derive(Clone, Debug)]
pub(crate) enum Caller {
    Nobody,
    /// The operator, by this token.
    Admin(String),
    /// A node, by the secret of the key of this number.
    Node {
        id: String,
        key: u32,
    },
}

impl fmt::Display for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Caller::Nobody => f.write_str("nobody"),
            Caller::Admin(_) => f.write_str("admin"),
            Caller::Node { id, key } => write!(f, "{id} with key {key}"),
        }
    }
}

impl Caller {
    /// Reads a step's `as`.
    pub(crate) fn parse(text: &str, words: &Words) -> Result<Self, String> {
        let (who, key) = text.split_once(" key:").map_or((text, None), |(who, key)| (who, Some(key)));
        let number = |text: &str| text.parse::<u32>().map_err(|_| format!("`{text}` is no number"));
        let node = match who.split_once(':') {
            _ if who == "nobody" => return Ok(Caller::Nobody),
            _ if who == "admin" => return Ok(Caller::Admin(words.admin().to_owned())),
            None if who == "node" => 1,
            Some(("node", node)) => number(node)?,
            _ => return Err(format!("`{text}` is no caller")),
        };
        Ok(Caller::Node { id: words.id(node), key: key.map(number).transpose()?.unwrap_or(node) })
    }

    /// Who sends a request of which the step does not say it; see `case.rs`.
    pub(crate) fn of(method: &str, target: &str, body: Option<&[u8]>, words: &Words) -> Self {
        let admin = || Caller::Admin(words.admin().to_owned());
        match (method, target.split('?').next().unwrap_or_default()) {
            (_, "/api/openapi.json" | "/api/docs") => Caller::Nobody,
            (_, path) if !path.starts_with("/api/") => Caller::Nobody,
            ("POST", "/api/nodes/register") => registered(body, words).unwrap_or_else(admin),
            ("POST", "/api/nodes/heartbeat" | "/api/contributions/record") | ("GET", "/api/tasks/next") => {
                Caller::Node { id: words.id(1), key: 1 }
            }
            _ => admin(),
        }
    }
}

/// The node that a registration is about, where it and its key are of this run.
fn registered(body: Option<&[u8]>, words: &Words) -> Option<Caller> {
    let body: Value = serde_json::from_slice(body?).ok()?;
    let id = body.get("node_id")?.as_str()?;
    words.number_of_id(id)?;
    let key = words.number_of_key(body.get("public_key")?.as_str()?)?;
    Some(Caller::Node { id: id.to_owned(), key })
}

/// The secret key of a number, the same in every run.
fn key(number: u32) -> SigningKey {
    let mut seed = [0; 32];
    for (byte, from) in seed.iter_mut().zip(number.to_be_bytes()) {
        *byte = from;
    }
    SigningKey::from_bytes(&seed)
}

/// Its public key.
pub(crate) fn public_key(number: u32) -> [u8; 32] {
    key(number).verifying_key().to_bytes()
}

/// What goes out.
pub(crate) struct Signed {
    pub(crate) method: String,
    pub(crate) url: Url,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<Vec<u8>>,
}

/// The request with what its caller adds.
pub(crate) fn signed(request: &Http, url: &Url) -> Result<Signed, String> {
    let mut out = Signed {
        method: request.method.clone(),
        url: url.clone(),
        headers: request.headers.clone(),
        body: request.body.clone(),
    };
    let Caller::Node { id, key: number } = &request.caller else { return Ok(out) };
    let spoil = &request.sign;
    let mut covered = vec!["@method".to_owned(), "@path".to_owned(), "@query".to_owned()];
    if let Some(body) = out.body.as_ref().filter(|body| !body.is_empty()) {
        covered.push("content-digest".to_owned());
        if field(&out.headers, "content-digest").is_none() {
            let digest = format!("sha-256=:{}:", BASE64.encode(Sha256::digest(body)));
            out.headers.push(("content-digest".to_owned(), digest));
        }
    }
    if field(&out.headers, "x-request-start-time").is_some() {
        covered.push("x-request-start-time".to_owned());
    }
    let covered = spoil.covered.as_ref().unwrap_or(&covered);

    let created = now_ms() / 1000 + spoil.created.unwrap_or(0);
    let nonce = spoil.nonce.clone().unwrap_or_else(nonce);
    let names: Vec<String> = covered.iter().map(|name| format!("\"{name}\"")).collect();
    let mut params = format!("({});created={created}", names.join(" "));
    if let Some(expires) = spoil.expires {
        params.push_str(&format!(";expires={}", now_ms() / 1000 + expires));
    }
    let (keyid, alg) = (spoil.keyid.as_ref().unwrap_or(id), spoil.alg.as_deref().unwrap_or("ed25519"));
    params.push_str(&format!(";nonce=\"{nonce}\";keyid=\"{keyid}\";alg=\"{alg}\""));

    let mut base = String::new();
    for name in covered {
        let value = match name.as_str() {
            "@method" => out.method.clone(),
            "@path" => url.path().to_owned(),
            "@query" => format!("?{}", url.query().unwrap_or_default()),
            "@authority" => url.authority().to_owned(),
            name => field(&out.headers, name).unwrap_or_default().trim().to_owned(),
        };
        base.push_str(&format!("\"{name}\": {value}\n"));
    }
    base.push_str(&format!("\"@signature-params\": {params}"));
    let mut signature = key(*number).sign(base.as_bytes()).to_bytes().to_vec();
    if let Some(other) = &spoil.signature {
        signature = BASE64.decode(other).map_err(|error| error.to_string())?;
    }

    match spoil.flip {
        Some(Flip::Signature) => flip(&mut signature),
        Some(Flip::Body) => flip(out.body.as_mut().ok_or("there is no body")?),
        Some(Flip::Query) => out.url.set_query(Some(&flipped(url.query().unwrap_or_default()))),
        Some(Flip::Nonce) => params = params.replace(&nonce, &flipped(&nonce)),
        Some(Flip::Created) => params = params.replace(&format!("={created}"), &format!("={}", created ^ 1)),
        Some(Flip::Digest) => {
            let digest = out.headers.iter_mut().find(|(name, _)| name == "content-digest");
            let (_, digest) = digest.ok_or("there is no digest")?;
            let bytes = digest.strip_prefix("sha-256=:").and_then(|digest| digest.strip_suffix(':'));
            let mut bytes = bytes.and_then(|bytes| BASE64.decode(bytes).ok()).ok_or("there is no sha-256")?;
            flip(&mut bytes);
            *digest = format!("sha-256=:{}:", BASE64.encode(bytes));
        }
        None => {}
    }
    out.headers.push(("signature-input".to_owned(), format!("sig={params}")));
    out.headers.push(("signature".to_owned(), format!("sig=:{}:", BASE64.encode(signature))));
    Ok(out)
}

fn field<'h>(headers: &'h [(String, String)], name: &str) -> Option<&'h str> {
    headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// Changes one bit of the middle.
fn flip(bytes: &mut [u8]) {
    let middle = bytes.len() / 2;
    if let Some(byte) = bytes.get_mut(middle) {
        *byte ^= 1;
    }
}

/// A text that differs in one bit of its last character, a letter or a digit.
fn flipped(text: &str) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    if let Some(last) = chars.last_mut() {
        *last = char::from_u32(u32::from(*last) ^ 1).unwrap_or(*last);
    }
    chars.into_iter().collect()
}

/// A nonce that no other request has.
fn nonce() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("{:032x}.{:08x}", now_ms(), NEXT.fetch_add(1, Ordering::Relaxed))
}

#[expect(clippy::disallowed_methods, reason = "a client of the service, which has no WorkersClock")]
pub(crate) fn now_ms() -> i64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    now.as_millis().try_into().unwrap_or(i64::MAX)
}
