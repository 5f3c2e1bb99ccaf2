//! `sha256-preimage`: the proof is the bytes whose SHA-256 the statement is, in 64 hex digits.
//!
//! The smallest scheme that there can be, as an example of a verifier. It shows that a node knows the bytes, and since the
//! node chooses the statement too, nothing else.

use sha2::{Digest, Sha256};

use super::{Verdict, Verifier};
use crate::keys::unhex;

#[derive(Clone, Copy, Debug)]
pub(super) struct Preimage;

impl Verifier for Preimage {
    fn verify(&self, statement: &str, proof: &[u8]) -> Verdict {
        let Some(stated) = unhex(statement) else {
            return Verdict::Invalid("the statement must be 64 hex digits");
        };
        if Sha256::digest(proof)[..] == stated {
            Verdict::Valid
        } else {
            Verdict::Invalid("these are not the bytes of the stated digest")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_stated_bytes_are_a_proof() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let verdict = |statement: &str, proof: &[u8]| Preimage.verify(statement, proof);
        assert_eq!(verdict(abc, b"abc"), Verdict::Valid);
        assert_eq!(verdict(&abc.to_uppercase(), b"abc"), Verdict::Valid);
        assert!(matches!(verdict(abc, b"abd"), Verdict::Invalid(_)));
        assert!(matches!(verdict(abc, b""), Verdict::Invalid(_)));
        for statement in ["", "ba", &abc[1..], &abc[2..], &format!("{abc}00"), &abc.replace('b', "g"), &"é".repeat(32)]
        {
            assert_eq!(
                verdict(statement, b"abc"),
                Verdict::Invalid("the statement must be 64 hex digits"),
                "{statement}"
            );
        }
    }
}
