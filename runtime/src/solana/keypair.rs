//! The treasury's key, as the operator has it in a secret.
//!
//! What is hard: a secret that is wrong must be told so that it can be put right, without a word of what is in it.

use std::fmt;

use ed25519_dalek::{Signer, SigningKey};

use crate::keys::unbase58;

/// A key and its public half. It shows in no `Debug` output.
pub(crate) struct Keypair(SigningKey);

impl Keypair {
    /// Reads the text of `SOLANA_PRIVATE_KEY`: base58 of 64 bytes, as wallets write it, or the list of 64 numbers of
    /// `solana-keygen`. The second half must be the public key of the first.
    pub(crate) fn parse(text: &str) -> Result<Self, &'static str> {
        let text = text.trim();
        let bytes: Option<[u8; 64]> = if text.starts_with('[') {
            // What serde would say of it has some of it in it.
            serde_json::from_str::<Vec<u8>>(text).ok().and_then(|bytes| bytes.try_into().ok())
        } else {
            unbase58(text)
        };
        let bytes = bytes.ok_or("must be a key pair: base58 of 64 bytes, or a JSON list of 64 numbers")?;
        let key = SigningKey::from_keypair_bytes(&bytes);
        key.map(Keypair).map_err(|_| "must be a key pair: its second half is not the public key of its first")
    }

    /// The public key: the treasury's address.
    pub(crate) fn address(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    pub(super) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

impl fmt::Debug for Keypair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keypair(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_read_and_others_say_nothing_of_themselves() {
        let key = SigningKey::from_bytes(&[7; 32]).to_keypair_bytes();
        let base58 = bs58::encode(key).into_string();
        let list = serde_json::to_string(&key[..]).unwrap();
        for text in [base58.clone(), list.clone(), format!(" {list}\n")] {
            assert_eq!(Keypair::parse(&text).unwrap().address()[..], key[32..]);
        }
        let mut other = key;
        other[63] ^= 1;
        let seed = bs58::encode(&key[..32]).into_string();
        for text in ["", "[", "[1,2]", "[256]", &seed, &bs58::encode(other).into_string(), &base58[1..]] {
            let error = Keypair::parse(text).unwrap_err();
            assert!(error.starts_with("must be a key pair"), "{error}");
        }
        assert_eq!(format!("{:?}", Keypair::parse(&base58)), "Ok(Keypair(…))");
    }
}
