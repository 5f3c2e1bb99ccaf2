//! Keys, addresses and signatures as text: what `types.toml` names in `parse_with`.
//!
//! One key must have one text, or the same key could stand in the database twice. Base58 gives that
//! (32 bytes have exactly one), but a curve point does not: some have several encodings, and a few are
//! "keys" for which a signature proves nothing. Both kinds are refused here, once, so that whoever
//! holds a `PublicKey` may verify with it.

use curve25519_dalek::edwards::CompressedEdwardsY;

use crate::app::types::PublicKey;

/// The 32 bytes of a key. (A text that was no key would give zeros, with which no signature is verified: they are a
/// point of small order.)
pub(crate) fn bytes(key: &PublicKey) -> [u8; 32] {
    unbase58(key.as_str()).unwrap_or_default()
}

/// The canonical text of an ed25519 public key: base58 of its 32 bytes, which is also a valid Solana
/// address. 64 hex digits are accepted too.
///
/// # Errors
/// What the text must be, where it is something else: no point of the curve, a second encoding of one,
/// or a point of small order.
pub(crate) fn public_key(text: &str) -> Result<String, &'static str> {
    const FORM: &str = "must be an ed25519 public key: base58 of 32 bytes, or 64 hex digits";
    // No base58 of 32 bytes has more than 44 digits, so the two forms cannot be mistaken for each other.
    let hex = text.len() == 64;
    let bytes = if hex { unhex(text) } else { unbase58(text) }.ok_or(FORM)?;
    let point = CompressedEdwardsY(bytes).decompress();
    let point = point.ok_or("must be an ed25519 public key: this is no point of the curve")?;
    if !is_reduced(&bytes) {
        return Err("must be an ed25519 public key in its canonical encoding");
    }
    if point.is_small_order() {
        return Err("must be an ed25519 public key that is not of small order");
    }
    Ok(if hex { bs58::encode(bytes).into_string() } else { text.to_owned() })
}

/// Whether a point's y is written as the number below p = 2^255 − 19 that it is. (The only other
/// second encodings, those with a sign for x = 0, are of points of small order.) To encode the point
/// again and compare would cost as much as decoding it.
fn is_reduced(bytes: &[u8; 32]) -> bool {
    let [low, middle @ .., high] = bytes;
    !(*low >= 0xed && high & 0x7f == 0x7f && middle.iter().all(|byte| *byte == 0xff))
}

/// A Solana address. It need not be on the curve: the address of a program's account is not.
///
/// # Errors
/// What the text must be. The system program's address is refused: what is sent there is lost.
pub(crate) fn wallet_address(text: &str) -> Result<String, &'static str> {
    const SYSTEM_PROGRAM: [u8; 32] = [0; 32];
    match unbase58(text) {
        Some(bytes) if bytes == SYSTEM_PROGRAM => Err("must not be the system program's address"),
        Some(_) => Ok(text.to_owned()),
        None => Err("must be a Solana address: base58 of 32 bytes"),
    }
}

/// The signature of a Solana transaction.
///
/// # Errors
/// What the text must be.
pub(crate) fn transaction_signature(text: &str) -> Result<String, &'static str> {
    match unbase58::<64>(text) {
        Some(_) => Ok(text.to_owned()),
        None => Err("must be a transaction signature: base58 of 64 bytes"),
    }
}

/// The `N` bytes that the text stands for. Of each text there is at most one reading, and of each
/// reading exactly one text: zero bytes in front are as many digits `1`.
pub(crate) fn unbase58<const N: usize>(text: &str) -> Option<[u8; N]> {
    // Decoding takes the square of the length. 32 bytes have up to 44 digits, 64 up to 88.
    if text.len() > 88 {
        return None;
    }
    let mut bytes = [0; N];
    let len = bs58::decode(text).onto(&mut bytes[..]).ok()?;
    (len == N).then_some(bytes)
}

/// The bytes that 64 hex digits are; `None` for any other text.
pub(crate) fn unhex(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut bytes = [0; 32];
    let (pairs, _) = text.as_bytes().as_chunks::<2>();
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base58_of(hex: &str) -> String {
        bs58::encode(unhex(hex).unwrap()).into_string()
    }

    #[test]
    fn public_keys_of_rfc_8032() {
        // Section 7.1, tests 1 to 3, and TEST 1024.
        let keys = [
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "278117fc144c72340f67d0f2316e8386ceffbf2b2428c9c51fef7c597f1d426e",
        ];
        for hex in keys {
            let base58 = base58_of(hex);
            assert_eq!(public_key(hex), Ok(base58.clone()), "{hex}");
            assert_eq!(public_key(&hex.to_uppercase()), Ok(base58.clone()), "{hex}");
            assert_eq!(public_key(&base58), Ok(base58.clone()), "{hex}");
            assert_eq!(wallet_address(&base58), Ok(base58), "{hex}");
        }
    }

    #[test]
    fn points_of_small_order_and_second_encodings_are_refused() {
        // The eight points of small order, and their encodings with y >= p or the sign of x = 0 set.
        let points = [
            "0100000000000000000000000000000000000000000000000000000000000000",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0000000000000000000000000000000000000000000000000000000000000080",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
            "0100000000000000000000000000000000000000000000000000000000000080",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        ];
        for hex in points {
            assert!(public_key(hex).is_err(), "{hex}");
            assert!(public_key(&base58_of(hex)).is_err(), "{hex}");
        }
    }

    #[test]
    fn a_second_encoding_of_a_good_point_is_refused() {
        // y = p + 3 is y = 3, a point of large order.
        let good = "0300000000000000000000000000000000000000000000000000000000000000";
        let again = "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f";
        assert!(public_key(good).is_ok());
        assert_eq!(public_key(again), Err("must be an ed25519 public key in its canonical encoding"));
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let good = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
        let base58 = base58_of(good);
        let off_curve = "0200000000000000000000000000000000000000000000000000000000000000";
        let long = "1".repeat(100_000);
        let texts = [
            "",
            "public_key",
            off_curve,
            &good[1..],
            &format!("g{}", &good[1..]),
            &base58[4..],
            &format!("1{base58}"),
            &format!("{base58} "),
            &format!("0{}", &base58[1..]),
            &"é".repeat(32),
            &long,
        ];
        for text in texts {
            assert!(public_key(text).is_err(), "{text:.80}");
        }
    }

    #[test]
    fn addresses_are_32_bytes_and_not_the_system_program() {
        // The token program: not on the curve.
        let token = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA";
        assert_eq!(wallet_address(token), Ok(token.to_owned()));
        assert_eq!(wallet_address(&"1".repeat(32)), Err("must not be the system program's address"));
        for text in ["", "1", &"1".repeat(31), &"1".repeat(33), &"z".repeat(44), &format!("{token}1")] {
            assert!(wallet_address(text).is_err(), "{text}");
        }
    }

    #[test]
    fn signatures_are_64_bytes() {
        let text = bs58::encode([7; 64]).into_string();
        assert_eq!(transaction_signature(&text), Ok(text.clone()));
        assert!(transaction_signature(&bs58::encode([7; 63]).into_string()).is_err());
        assert!(transaction_signature(&"z".repeat(88)).is_err());
    }
}
