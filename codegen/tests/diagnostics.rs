//! Each folder of `tests/diagnostics` is a small spec and, in `expected.txt`, all that the compiler says about it.
//!
//! A folder is named after the slug it is there for, and may go on with the hazard (`bad-sql-unfinished`).
//! `UPDATE_EXPECT=1 cargo test -p williw-codegen --test diagnostics` writes the goldens; then read the difference
//! as a user would.

use std::path::{Path, PathBuf};

use williw_codegen::diag::render_all;
use williw_codegen::{SpecFiles, compile};

#[test]
fn every_case_says_what_is_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/diagnostics");
    let mut cases: Vec<PathBuf> = sorted(&folder);
    cases.retain(|case| case.is_dir());
    assert!(!cases.is_empty(), "no cases in {}", folder.display());
    for case in cases {
        check(&case);
    }
}

#[track_caller]
fn check(case: &Path) {
    let name = case.file_name().expect("a name").to_string_lossy().into_owned();
    let mut files = SpecFiles::default();
    for folder in SpecFiles::FOLDERS {
        for path in sorted(&case.join(folder)) {
            let file = path.file_name().expect("a name").to_string_lossy().into_owned();
            if path.is_file() && SpecFiles::is_spec_file(&file) {
                let text = std::fs::read_to_string(&path).expect("a file of the case");
                files.add(&format!("{folder}/{file}"), text);
            }
        }
    }
    let compilation = compile(&files);
    let named = compilation.diagnostics.iter().any(|diagnostic| {
        name.strip_prefix(diagnostic.slug).is_some_and(|hazard| hazard.is_empty() || hazard.starts_with('-'))
    });
    assert!(named, "{name}: no such diagnostic among {:?}", compilation.diagnostics);
    let text = render_all(&compilation.sources, &compilation.diagnostics);
    expect_test::expect_file![case.join("expected.txt").canonicalize().unwrap_or(case.join("expected.txt"))]
        .assert_eq(&text);
}

/// A folder's entries by name; none where there is no folder.
fn sorted(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}
