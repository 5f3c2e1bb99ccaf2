//! The emitted router: what it looks like, and that it finds what `matchit` finds.

use expect_test::expect_file;
use williw_codegen::emit::router::{emit_router, endpoints};
use williw_codegen::model::Route;
use williw_codegen::{SpecFiles, compile};

#[path = "../benches/router/table.rs"]
#[allow(dead_code)]
mod table;

#[allow(unreachable_pub)]
mod github {
    include!("../benches/router/github.rs");
}

#[allow(unreachable_pub)]
mod small {
    include!("golden/router.rs");
}

/// Routes of the given methods and paths, by way of a `routes.toml`.
#[track_caller]
fn routes<'p>(paths: impl IntoIterator<Item = (&'p str, &'p str)>) -> Vec<Route> {
    let mut toml = String::new();
    for (position, (method, path)) in paths.into_iter().enumerate() {
        toml += &format!(
            "[[route]]\nname = \"r_{position}\"\nmethod = \"{method}\"\npath = \"{path}\"\ncaller = [\"anyone\"]\nreplies = {{ 204 = \"\" }}\n"
        );
    }
    let mut files = SpecFiles::default();
    files.add("schema.sql", String::new());
    files.add("routes.toml", toml);
    let compilation = compile(&files);
    assert_eq!(compilation.diagnostics, []);
    compilation.model.routes
}

fn emit(routes: &[Route]) -> String {
    let tokens = emit_router(&endpoints(routes.iter().map(|route| &route.path)));
    prettyplease::unparse(&syn::parse2(tokens).expect("emitted code is Rust"))
}

#[test]
fn a_small_table() {
    let paths = ["/health", "/items", "/items/latest", "/items/{id}", "/items/{id}/parts/{part}", "/items/"];
    let emitted = emit(&routes(paths.map(|path| ("GET", path))));
    expect_file!["golden/router.rs"].assert_eq(&emitted);
}

#[test]
fn literals_go_first_and_parameters_are_tried_after_them() {
    use small::Endpoint::{Health, Items, ItemsById, ItemsByIdPartsByPart, ItemsLatest, ItemsSlash};
    for (path, expected) in [
        ("/health", Some(Health)),
        ("/health/", None),
        ("/items", Some(Items)),
        ("/items/", Some(ItemsSlash)),
        ("/items/latest", Some(ItemsLatest)),
        ("/items/late", Some(ItemsById("late"))),
        ("/items/latest2", Some(ItemsById("latest2"))),
        ("/items/latest/parts/a%2Fb", Some(ItemsByIdPartsByPart("latest", "a%2Fb"))),
        ("/items/é表/parts/0123456789abcdef", Some(ItemsByIdPartsByPart("é表", "0123456789abcdef"))),
        ("/items//parts/1", None),
        ("/items/1/parts/", None),
        ("/items/1/", None),
        ("", None),
    ] {
        assert_eq!(small::route(path), expected, "{path}");
    }
}

#[test]
fn a_table_without_parameters_and_an_empty_one() {
    let plain = emit(&routes([("GET", "/"), ("POST", "/a-b"), ("GET", "/a_b"), ("PUT", "/7")]));
    assert!(plain.contains("pub enum Endpoint {") && !plain.contains("fn segment"));
    assert!(["Root,", "AB,", "AB2,", "Path7,"].iter().all(|variant| plain.contains(variant)), "{plain}");
    assert!(emit(&[]).contains("pub enum Endpoint {}"));
}

#[test]
fn githubs_router_is_up_to_date() {
    let text = github_table();
    if text.is_empty() {
        return;
    }
    let routes = routes(text.iter().map(|(method, path)| (method.as_str(), path.as_str())));
    let head = "// Generated from GitHub's routes; `cargo bless` makes it anew.\n";
    expect_file!["../benches/router/github.rs"].assert_eq(&format!("{head}{}", emit(&routes)));
}

fn github_table() -> Vec<(String, String)> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus/routes/github.tsv");
    let text = std::fs::read_to_string(path).unwrap_or_default();
    if text.is_empty() {
        println!("{path} is absent: nothing to compare");
    }
    text.lines()
        .filter_map(|line| line.split_once('\t'))
        .map(|(method, path)| (method.to_owned(), path.to_owned()))
        .collect()
}

/// A variant's name and the values of its parameters, read from its `Debug` form.
fn parts(endpoint: &github::Endpoint<'_>) -> (String, Vec<String>) {
    let text = format!("{endpoint:?}");
    let name = text.split('(').next().unwrap_or_default().to_owned();
    (name, text.split('"').skip(1).step_by(2).map(str::to_owned).collect())
}

#[test]
fn finds_what_matchit_finds() {
    let table = github_table();
    let routes = routes(table.iter().map(|(method, path)| (method.as_str(), path.as_str())));
    let mut peer = matchit09::Router::new();
    for endpoint in endpoints(routes.iter().map(|route| &route.path)) {
        peer.insert(&endpoint.template.source, endpoint.variant.to_string()).expect("one entry per path");
    }
    let check = |path: &str| {
        let found = github::route(path);
        let expected = peer.at(path).ok();
        let values =
            |it: &matchit09::Match<'_, '_, &String>| it.params.iter().map(|(_, value)| value.to_owned()).collect();
        let expected = expected.map(|it| (it.value.clone(), values(&it)));
        assert_eq!(found.as_ref().map(parts), expected, "{path}");
    };
    let requests = table::requests();
    requests.iter().for_each(|path| check(path));
    // Paths that nearly match: pieces of requests put together, cut and bent at random.
    let mut seed = 1_u32;
    let mut random = |below: usize| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) as usize % below.max(1)
    };
    for _ in 0..(50 * requests.len()) {
        let (one, other) = (&requests[random(requests.len())], &requests[random(requests.len())]);
        let mut path = format!("{}{}", &one[..random(one.len() + 1)], &other[random(other.len())..]);
        match random(6) {
            0 => path.push('/'),
            1 => path.insert(random(path.len() + 1), '/'),
            2 => drop(path.pop()),
            3 => path.push('é'),
            _ => {}
        }
        check(&path);
    }
    check("");
    check("no slash");
}
