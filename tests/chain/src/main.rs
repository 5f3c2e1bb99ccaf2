//! `cargo run -p williw-chain -- --seed 7 --faults drop=10,lost=5`: a chain for a service that is tried out by hand, or killed.

use std::time::SystemTime;

use clap::Parser;
use williw_chain::{Faults, Server};

/// A Solana of a test's own. Prints its URL, and runs until it is killed.
#[derive(Debug, Parser)]
struct Options {
    /// The port; a free one where it is left out.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// The seed of all faults.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// What goes wrong, in percent: limit error unreachable lost late garbage drop delay fork duplicate fail forget.
    #[arg(long, default_value = "")]
    faults: String,
}

fn main() -> Result<(), String> {
    let Options { port, seed, faults } = Options::parse();
    let faults = Faults::parse(seed, &faults).map_err(|part| format!("`{part}` is no fault such as `drop=10`"))?;
    let server = Server::start(port, seed, faults, now_ms).map_err(|error| error.to_string())?;
    println!("{}", server.url());
    loop {
        std::thread::park();
    }
}

#[expect(clippy::disallowed_methods, reason = "a chain has a clock of its own")]
fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
