//! A file that is added to the spec rebuilds the crate. (Those that are there already do: the macro includes them.)

fn main() {
    println!("cargo::rerun-if-changed=../spec");
}
