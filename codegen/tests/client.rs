//! Each folder of `tests/client` is a small spec and, in `expected.ts`, the client that is made of it, without what all
//! clients have: that stands in `codegen/src/client/typescript/*.ts`.
//!
//! `UPDATE_EXPECT=1 cargo test -p williw-codegen --test client` writes the goldens anew. That they are TypeScript, and what
//! a use of them compiles to, is seen by `npm run test:client`.

use std::path::{Path, PathBuf};

use williw_codegen::client::{SHARED, typescript};
use williw_codegen::{Compilation, SpecFiles, compile};

#[test]
fn goldens() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/client");
    let mut cases: Vec<PathBuf> = sorted(&folder);
    cases.retain(|case| case.is_dir());
    assert!(!cases.is_empty(), "no cases in {}", folder.display());
    for case in cases {
        let compilation = compilation(&case);
        let text = typescript(&compilation.model);
        assert_eq!(text, typescript(&self::compilation(&case).model), "{}: another text", case.display());
        let (own, shared) = text.split_once(SHARED).expect("what every client has");
        assert!(shared.contains("class Connection"));
        expect_test::expect_file![case.canonicalize().expect("a folder").join("expected.ts")].assert_eq(own);
    }
}

/// What nobody asks for is not in the file: neither types that no route uses nor ways to show who calls.
#[test]
fn only_what_is_needed() {
    let of = |case: &str| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/client").join(case);
        typescript(&compilation(&folder).model)
    };
    let bare = of("two-forms");
    for absent in ["Unused", "Ed25519", "Bearer", "Timestamp"] {
        assert!(!bare.contains(absent), "{absent}");
    }
    let whole = of("every-kind");
    for there in ["Ed25519", "Bearer", "Timestamp"] {
        assert!(whole.contains(there), "{there}");
    }
}

#[track_caller]
fn compilation(case: &Path) -> Compilation {
    let mut files = SpecFiles::default();
    for path in sorted(case) {
        let file = path.file_name().expect("a name").to_string_lossy().into_owned();
        if SpecFiles::is_spec_file(&file) {
            files.add(&file, std::fs::read_to_string(&path).expect("a file of the case"));
        }
    }
    let compilation = compile(&files);
    let errors: Vec<_> = compilation.errors().collect();
    assert!(errors.is_empty(), "{}: {errors:#?}", case.display());
    compilation
}

/// A folder's entries by name.
fn sorted(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}
