//! The generated router beside `matchit`, on GitHub's REST API: 203 routes, a concrete path for each, and
//! one path in ten that no route matches.
//!
//! `cargo bench -p williw-codegen --bench router`; the numbers are for all paths together.

use divan::{Bencher, black_box, counter::ItemsCount};

#[allow(unreachable_pub)]
mod github {
    include!("router/github.rs");
}
#[path = "router/table.rs"]
mod table;

fn main() {
    divan::main();
}

#[divan::bench]
fn generated(bencher: Bencher<'_, '_>) {
    run(bencher, |path| github::route(path).is_some());
}

#[divan::bench]
fn matchit_0_7(bencher: Bencher<'_, '_>) {
    let mut router = matchit07::Router::new();
    for (position, template) in table::templates().iter().enumerate() {
        // The same path with another method is one entry.
        let _ = router.insert(table::colons(template), position);
    }
    run(bencher, |path| black_box(router.at(path)).is_ok());
}

#[divan::bench]
fn matchit_0_9(bencher: Bencher<'_, '_>) {
    let mut router = matchit09::Router::new();
    for (position, template) in table::templates().iter().enumerate() {
        let _ = router.insert(template.as_str(), position);
    }
    run(bencher, |path| black_box(router.at(path)).is_ok());
}

fn run(bencher: Bencher<'_, '_>, find: impl Fn(&str) -> bool + Sync) {
    let paths = table::requests();
    bencher.counter(ItemsCount::new(paths.len())).bench(|| paths.iter().filter(|path| find(black_box(path))).count());
}
