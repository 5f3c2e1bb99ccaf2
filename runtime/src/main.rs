//! `williw serve`: the service as one native process; and `williw demo`: a whole network in one.

#[cfg(all(feature = "demo", not(target_arch = "wasm32")))]
mod demo;

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    let own = [
        #[cfg(feature = "demo")]
        demo::COMMAND,
    ];
    williw_embedded::main_with(williw::app::worker(williw::Service), &own)
}

/// On Cloudflare the library is the Worker; there is no program.
#[cfg(target_arch = "wasm32")]
fn main() {}
