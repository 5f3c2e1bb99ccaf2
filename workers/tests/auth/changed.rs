//! What is signed verifies, whatever it is; what was changed afterwards in one bit does not.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use williw_workers::Timestamp;
use williw_workers::http::auth::{Signed, Signer};

use super::{RULES, Raw};

const NOW: i64 = 1_700_000_000_000;

fn requests() -> impl Strategy<Value = Raw> {
    let segment = "[a-zA-Z0-9._~!$&'()*+,;=:@%-]{0,12}";
    let path = proptest::collection::vec(segment, 1..5).prop_map(|segments| format!("/{}", segments.join("/")));
    let query = proptest::option::of("[a-zA-Z0-9._~!$&'()*+,;=:@%/?-]{0,40}");
    let headers = proptest::collection::btree_map("x-t-[a-z0-9]{1,8}", "[!-~]([ -~\t]{0,30}[!-~])?", 0..5);
    let method = select(vec!["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "PURGE"]);
    (method, path, query, headers, proptest::collection::vec(any::<u8>(), 0..600)).prop_map(
        |(method, path, query, headers, body)| {
            let target = query.map(|query| format!("{path}?{query}")).unwrap_or(path);
            let mut raw = Raw::new(method, &target, &body);
            raw.headers = headers.into_iter().collect();
            raw.headers.push(("host".to_owned(), "example.com".to_owned()));
            raw
        },
    )
}

/// Flips one bit of what is there.
fn flip(bytes: &mut [u8], at: Index) {
    let at = at.index(bytes.len() * 8);
    bytes[at / 8] ^= 1 << (at % 8);
}

/// Flips one bit of a text; `false` where no text is left.
fn flip_text(text: &mut String, at: Index) -> bool {
    let mut bytes = std::mem::take(text).into_bytes();
    flip(&mut bytes, at);
    match String::from_utf8(bytes) {
        Ok(flipped) => *text = flipped,
        Err(_) => return false,
    }
    true
}

proptest! {
    #[test]
    fn what_is_signed_verifies(
        raw in requests(),
        seed: [u8; 32],
        key_id in "[ -~]{0,64}",
        nonce in "[!-~]{16,64}",
        skew in -299_000..=299_000i64,
    ) {
        let signer = Signer::new(key_id.clone(), &seed).unwrap();
        let created = Timestamp::from_millis(NOW + skew);
        let raw = raw.sign(&signer, created, &nonce);
        let signed = Signed::of(&raw.request().unwrap(), Timestamp::from_millis(NOW), &RULES).unwrap().unwrap();
        prop_assert_eq!(&signed.key_id, &key_id);
        prop_assert_eq!(&signed.nonce, &nonce);
        prop_assert_eq!(signed.created.as_secs(), created.as_secs());
        prop_assert!(signed.until.as_millis() >= NOW && signed.until.as_millis() <= NOW + 600_000);
        prop_assert!(signed.verify(&signer.public_key()).is_ok());
        let shown = format!("{signed:?}");
        prop_assert!(!shown.contains(&nonce));
    }

    #[test]
    fn one_flipped_bit_is_refused(
        raw in requests(),
        seed: [u8; 32],
        field: Index,
        part in 0..4,
        at: Index,
    ) {
        let signer = Signer::new("node-1", &seed).unwrap();
        let now = Timestamp::from_millis(NOW);
        let mut raw = raw.sign(&signer, now, "0123456789abcdef");
        let mut key = signer.public_key();
        prop_assert_eq!(raw.refused(now, &key), None);
        let codes: &[&str] = match part {
            0 => {
                flip(&mut key, at);
                &["signature_invalid"]
            }
            1 if !raw.body.is_empty() => {
                flip(&mut raw.body, at);
                &["digest_mismatch"]
            }
            2 => {
                let text = if field.index(2) == 0 { &mut raw.method } else { &mut raw.target };
                prop_assume!(flip_text(text, at));
                &["signature_invalid"]
            }
            _ => {
                let index = field.index(raw.headers.len());
                let (name, value) = &mut raw.headers[index];
                let before = value.clone();
                prop_assume!(flip_text(value, at));
                // The case of a host's name means nothing.
                prop_assume!(name != "host" || !value.eq_ignore_ascii_case(&before));
                match name.as_str() {
                    "content-digest" => &["digest_mismatch", "signature_invalid"],
                    "X-Request-Start-Time" | "signature-input" => &["signature_invalid", "clock_skew"],
                    _ => &["signature_invalid"],
                }
            }
        };
        prop_assume!(raw.request().is_some());
        let refused = raw.refused(now, &key);
        prop_assert!(refused.as_deref().is_some_and(|code| codes.contains(&code)), "{refused:?}, not one of {codes:?}");
    }

    #[test]
    fn nonsense_is_refused_in_order(input in "\\PC{0,200}", signature in "[ -~]{0,200}", digest in "[ -~]{0,100}") {
        let mut raw = Raw::new("GET", "/", b"body");
        for (name, value) in [("signature-input", input), ("signature", signature), ("content-digest", digest)] {
            raw.headers.push((name.to_owned(), value));
        }
        let refused = raw.refused(Timestamp::from_millis(NOW), &[7; 32]);
        prop_assert_eq!(refused.as_deref(), Some("signature_invalid"));
    }
}

/// What each part's change is called: one for each that the issue's readers ask for.
#[test]
fn each_part_has_its_problem() {
    let signer = Signer::new("node-1", &[1; 32]).unwrap();
    let other = Signer::new("node-1", &[2; 32]).unwrap();
    let now = Timestamp::from_millis(NOW);
    let good = || {
        let mut raw = Raw::new("POST", "/api/nodes/heartbeat?node_id=n", br#"{"status": "busy"}"#);
        raw.headers.push(("content-type".to_owned(), "application/json".to_owned()));
        raw.sign(&signer, now, "0123456789abcdef")
    };
    let refused = |change: fn(&mut Raw), now: i64| {
        let mut raw = good();
        change(&mut raw);
        raw.refused(Timestamp::from_millis(now), &signer.public_key())
    };
    let replace = |raw: &mut Raw, name: &str, from: &str, to: &str| {
        let field = raw.field(name);
        assert!(field.contains(from));
        *field = field.replace(from, to);
    };
    assert_eq!(refused(|_| {}, NOW), None);
    assert_eq!(good().refused(now, &other.public_key()).as_deref(), Some("signature_invalid"));
    for (change, at, code) in [
        ((|_| {}) as fn(&mut Raw), NOW + 300_000, None),
        (|_| {}, NOW - 300_000, None),
        (|_| {}, NOW + 300_001, Some("clock_skew")),
        (|_| {}, NOW - 300_001, Some("clock_skew")),
        (|raw| raw.method = "PUT".to_owned(), NOW, Some("signature_invalid")),
        (|raw| raw.target = raw.target.replace("=n", "=m"), NOW, Some("signature_invalid")),
        (|raw| raw.target = raw.target.replace("heartbeat", "register"), NOW, Some("signature_invalid")),
        (|raw| raw.body[3] ^= 1, NOW, Some("digest_mismatch")),
        (|raw| raw.body.clear(), NOW, Some("digest_mismatch")),
        (|raw| raw.field("content-type").push('x'), NOW, Some("signature_invalid")),
        (|raw| raw.headers.retain(|(name, _)| name != "content-type"), NOW, Some("signature_invalid")),
        (|raw| raw.headers.retain(|(name, _)| name != "signature"), NOW, Some("signature_invalid")),
        (|raw| raw.headers.retain(|(name, _)| name != "signature-input"), NOW, Some("signature_invalid")),
        (|raw| raw.headers.retain(|(name, _)| !name.starts_with("sig")), NOW, Some("credentials_missing")),
        (|raw| *raw.field("x-request-start-time") = (NOW - 1).to_string(), NOW, Some("signature_invalid")),
        (|raw| *raw.field("x-request-start-time") = (NOW - 300_001).to_string(), NOW, Some("clock_skew")),
        (|raw| *raw.field("x-request-start-time") = "now".to_owned(), NOW, Some("clock_skew")),
    ] {
        assert_eq!(refused(change, at).as_deref(), code);
    }
    for (name, from, to, code) in [
        ("signature-input", "0123456789abcdef", "0123456789abcdee", "signature_invalid"),
        ("signature-input", "node-1", "node-2", "signature_invalid"),
        ("signature-input", "=1700000000", "=1700000001", "signature_invalid"),
        ("signature-input", "=1700000000", "=1700000301", "clock_skew"),
        ("signature-input", "\"@query\" ", "", "signature_invalid"),
        ("signature-input", " \"content-type\"", "", "signature_invalid"),
        ("signature-input", " \"content-digest\"", "", "signature_invalid"),
        ("signature-input", ";alg=\"ed25519\"", "", "signature_invalid"),
        ("content-digest", "=:", "=:A", "digest_mismatch"),
    ] {
        let mut raw = good();
        replace(&mut raw, name, from, to);
        assert_eq!(raw.refused(now, &signer.public_key()).as_deref(), Some(code), "{name}: {from}, {to}");
    }
}
