//! The shortener as one native process.

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    williw_embedded::main(shortener::app::worker(shortener::Service))
}

/// On Cloudflare the library is the Worker; there is no program.
#[cfg(target_arch = "wasm32")]
fn main() {}
