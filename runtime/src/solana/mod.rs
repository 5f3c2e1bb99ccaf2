//! Solana, as far as paying needs it: one transaction of one form, and the key that signs it.
//!
//! The official crates come to forty and bring a second ed25519 and a source of randomness into the wasm; the format is
//! a page. Vectors that an official library has made (`tests/vectors/`) show that the bytes are the same.

mod keypair;
mod message;

pub(crate) use keypair::Keypair;
pub(crate) use message::{Payment, signature_of};
