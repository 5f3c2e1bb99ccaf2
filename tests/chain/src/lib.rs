//! A Solana of a test's own: a ledger in memory behind the four JSON-RPC methods that paying needs.
//!
//! It is as strict as the real one where money is at stake (signatures, recent blockhashes, one effect for each
//! signature), and as unreliable as a test wants: answers are lost, transactions dropped, delayed, forgotten, or taken
//! back with their block. It counts transfers by their memos, which is how a payout that was paid twice is found. It
//! shares no code with what it tests.
//!
//! In process, [`Chain::answer`] takes a request's body; [`Server`] speaks HTTP; the binary is a server with options.

mod faults;
mod ledger;
mod rpc;
mod server;
mod transaction;

pub use faults::{Fault, Faults};
pub use ledger::{Chain, Transfer};
pub use rpc::Answer;
pub use server::Server;
