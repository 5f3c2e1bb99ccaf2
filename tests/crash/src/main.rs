//! The same as one native process.

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    williw_embedded::main(williw_crash::app::worker(williw_crash::Service))
}

#[cfg(target_arch = "wasm32")]
fn main() {}
