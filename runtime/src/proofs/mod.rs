//! Proofs: who can tell whether one is sound, and the archive of what was found, for ninety days.
//!
//! A proof is of a scheme, and for each scheme there is a verifier. What is hard is what a verdict is worth: it lets money
//! flow, so it stands in the database, in the batch that records the contribution. The archive decides nothing: KV may
//! show a proof late, or not at all.

mod preimage;

use williw_workers::kv::KvError;

use crate::app::Cx;
use crate::app::types::{ContributionId, ProofRecord, ProofVerdict};
use preimage::Preimage;

/// The most bytes of a proof.
pub(crate) const MAX_BYTES: usize = 64 * 1024;

/// Tells whether proofs of one scheme are sound.
///
/// A verifier must be bound to what the node cannot choose, or its verdict is worth nothing: whoever may make up the
/// statement can prove something of it.
pub trait Verifier {
    /// Whether the proof shows the statement to be true. It must end soon, and never panic, whatever it is given.
    fn verify(&self, statement: &str, proof: &[u8]) -> Verdict;
}

/// What a verifier says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The proof shows the statement.
    Valid,
    /// It does not, and why.
    Invalid(&'static str),
    /// Nobody can tell. It never counts as valid.
    Unsupported,
}

impl From<Verdict> for ProofVerdict {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Valid => ProofVerdict::Valid,
            Verdict::Invalid(_) => ProofVerdict::Invalid,
            Verdict::Unsupported => ProofVerdict::Unsupported,
        }
    }
}

/// A scheme's name, and who verifies it.
type Scheme = (&'static str, &'static dyn Verifier);

/// The schemes that money may depend on. There is none yet.
const SCHEMES: &[Scheme] = &[];
/// Schemes that show how it is done and prove nothing of any work: never in production.
const EXAMPLES: &[Scheme] = &[("sha256-preimage", &Preimage)];

/// Lets the verifier of a scheme judge a proof, in an environment of this name (`NODE_ENV`).
pub(crate) fn verify(environment: &str, scheme: &str, statement: &str, proof: &[u8]) -> Verdict {
    let examples = if environment == "production" { &[] } else { EXAMPLES };
    let known = SCHEMES.iter().chain(examples).find(|(name, _)| *name == scheme);
    known.map_or(Verdict::Unsupported, |(_, verifier)| verifier.verify(statement, proof))
}

/// Archives the proof of a contribution; one that is there already is overwritten.
///
/// # Errors
/// What KV says.
pub(crate) async fn archive(cx: &Cx, contribution: &ContributionId, proof: &ProofRecord) -> Result<(), KvError> {
    cx.proofs_store.proof(contribution).put(proof).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_proves_nothing_in_production_nor_an_unknown_scheme_anywhere() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(verify("development", "sha256-preimage", abc, b"abc"), Verdict::Valid);
        assert_eq!(verify("production", "sha256-preimage", abc, b"abc"), Verdict::Unsupported);
        for scheme in ["", "groth16", "SHA256-preimage", "sha256-preimage "] {
            assert_eq!(verify("development", scheme, abc, b"abc"), Verdict::Unsupported, "{scheme}");
        }
    }
}
