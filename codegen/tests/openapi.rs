//! Each folder of `tests/openapi` is a small spec; `show` names parts of its document by JSON Pointers, a line each, and
//! `expected.json` is what stands there.
//!
//! `UPDATE_EXPECT=1 cargo test -p williw-codegen --test openapi` writes the goldens; then read the difference as a user
//! would.

use std::path::{Path, PathBuf};

use williw_codegen::openapi::{Json, document};
use williw_codegen::{SpecFiles, compile};

#[test]
fn every_case_says_what_is_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/openapi");
    let mut cases: Vec<PathBuf> = files(&folder);
    cases.retain(|case| case.is_dir());
    assert!(!cases.is_empty(), "no cases in {}", folder.display());
    for case in cases {
        check(&case);
    }
}

#[track_caller]
fn check(case: &Path) {
    let mut spec = SpecFiles::default();
    for path in files(case) {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if SpecFiles::is_spec_file(&name) {
            spec.add(&name, std::fs::read_to_string(&path).expect("a file of the case"));
        }
    }
    let compilation = compile(&spec);
    let errors: Vec<_> = compilation.errors().collect();
    assert!(errors.is_empty(), "{}: {errors:#?}", case.display());
    let whole = document(&compilation.model).expect("the case has routes");
    assert_eq!(Some(&whole), document(&compile(&spec).model).as_ref(), "made again, it is something else");
    let shown = std::fs::read_to_string(case.join("show")).expect("what to show");
    let parts = shown.lines().map(|pointer| {
        let part = at(&whole, pointer);
        assert!(part.is_some(), "{}: nothing is at {pointer}", case.display());
        (pointer.to_owned(), part.cloned().unwrap_or_else(|| Json::List(Vec::new())))
    });
    let text = Json::Object(parts.collect()).to_pretty();
    expect_test::expect_file![case.join("expected.json")].assert_eq(&text);
}

/// What a JSON Pointer (RFC 6901) names; `/` alone is the whole.
fn at<'j>(json: &'j Json, pointer: &str) -> Option<&'j Json> {
    if pointer == "/" {
        return Some(json);
    }
    let mut found = json;
    for key in pointer.split('/').skip(1) {
        let key = key.replace("~1", "/").replace("~0", "~");
        let Json::Object(members) = found else { return None };
        found = members.iter().find(|(name, _)| *name == key).map(|(_, value)| value)?;
    }
    Some(found)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut paths: Vec<PathBuf> = entries.collect();
    paths.sort();
    paths
}
