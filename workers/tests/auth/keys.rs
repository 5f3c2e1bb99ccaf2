//! Keys and signatures that a lax verifier takes.

use ed25519_dalek::{Signature, Verifier, VerifyingKey};
use williw_workers::Timestamp;
use williw_workers::http::auth::{Signed, Signer};

use super::{RULES, Raw};

/// The order of the group, 2^252 + 27742317777372353535851937790883648493 (RFC 8032, 5.1), the lowest byte first.
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

/// The y of the eight points of small order, and of those that have a second encoding; each with either sign of x.
const SMALL: [&str; 7] = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];

fn unhex(text: &str) -> [u8; 32] {
    std::array::from_fn(|i| u8::from_str_radix(&text[2 * i..2 * i + 2], 16).unwrap())
}

fn now() -> Timestamp {
    Timestamp::from_millis(1_700_000_000_000)
}

fn signed() -> Raw {
    let signer = Signer::new("node-1", &[1; 32]).unwrap();
    Raw::new("GET", "/a", b"").sign(&signer, now(), "0123456789abcdef")
}

/// The request with this signature instead of its own.
fn with(signature: &[u8]) -> Raw {
    let mut raw = signed();
    let item = sfv::ItemSerializer::new().bare_item(signature).finish();
    *raw.field("signature") = format!("sig={item}");
    raw
}

#[test]
fn keys_of_small_order_sign_everything_and_are_refused() {
    let mut taken_by_a_lax_verifier = 0;
    for small in SMALL {
        for sign in [0, 0x80] {
            let mut key = unhex(small);
            key[31] |= sign;
            for commitment in SMALL {
                let mut signature = [0; 64];
                signature[..32].copy_from_slice(&unhex(commitment));
                if let Ok(key) = VerifyingKey::from_bytes(&key) {
                    let signature = Signature::from_bytes(&signature);
                    taken_by_a_lax_verifier += usize::from(key.verify(b"anything", &signature).is_ok());
                }
                assert_eq!(with(&signature).refused(now(), &key).as_deref(), Some("signature_invalid"), "{small}");
            }
        }
    }
    assert!(taken_by_a_lax_verifier > 0, "no case here is one");
}

#[test]
fn a_second_scalar_is_refused() {
    let mut raw = signed();
    let field = raw.field("signature").clone();
    let bytes: Vec<u8> = sfv::Parser::new(&field["sig=".len()..]).parse_item().unwrap();
    let key = Signer::new("node-1", &[1; 32]).unwrap().public_key();
    assert_eq!(with(&bytes).refused(now(), &key), None);
    // The same scalar to whoever computes with it: S and the order.
    let (commitment, scalar) = bytes.split_at(32);
    let mut carry = 0;
    let second: Vec<u8> = scalar
        .iter()
        .zip(ORDER)
        .map(|(a, b)| {
            let sum = u16::from(*a) + u16::from(b) + carry;
            carry = sum >> 8;
            sum.to_le_bytes()[0]
        })
        .collect();
    assert_eq!(carry, 0);
    let second = [commitment, &second].concat();
    assert_eq!(with(&second).refused(now(), &key).as_deref(), Some("signature_invalid"));
}

#[test]
fn what_is_no_key_is_refused() {
    let off_the_curve = unhex("0200000000000000000000000000000000000000000000000000000000000000");
    assert_eq!(signed().refused(now(), &off_the_curve).as_deref(), Some("signature_invalid"));
}

#[test]
fn a_wrong_signature_reads_as_an_unknown_key() {
    let signed = Signed::of(&signed().request().unwrap(), now(), &RULES).unwrap().unwrap();
    let wrong = signed.verify(&Signer::new("node-1", &[2; 32]).unwrap().public_key()).unwrap_err();
    assert_eq!(wrong, williw_workers::http::auth::AuthError::unknown_key());
}
