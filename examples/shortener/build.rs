//! A file that is added to the spec rebuilds the crate.

fn main() {
    println!("cargo::rerun-if-changed=spec");
}
