//! `tests/expand`: small specs, each a hazard; what is generated is compared, and compiled with warnings denied.
//!
//! A golden holds what its spec adds: what an empty spec generates too is in `schema-only` alone.
//! `UPDATE_EXPECT=1` writes the goldens anew.
#![deny(warnings, missing_docs, unreachable_pub, clippy::all)]
#![allow(deprecated, reason = "how the macro tells of warnings in a spec, which some of these have")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use expect_test::expect_file;
use williw_codegen::{SpecFiles, compile};

/// A module with each spec's code, and the list of their folders.
macro_rules! cases {
    ($($name:ident $path:literal $([$client:ident])?)*) => {
        $(mod $name {
            #[williw_workers::spec($path $(, $client)?)]
            pub mod app {}
        })*
        const CASES: &[&str] = &[$($path),*];
    };
}

cases! {
    bindings "../../expand/bindings"
    callers "../../expand/callers"
    check_enums "../../expand/check-enums"
    client "../../expand/client" [client]
    collations "../../expand/collations"
    column_named_type "../../expand/column-named-type"
    columns_named_like_parameters "../../expand/columns-named-like-parameters"
    columns_named_like_primitives "../../expand/columns-named-like-primitives"
    composite_primary_key "../../expand/composite-primary-key"
    cron "../../expand/cron"
    fields_named_like_locals "../../expand/fields-named-like-locals"
    fts5_and_view "../../expand/fts5-and-view"
    generated_columns "../../expand/generated-columns"
    hostile_comments "../../expand/hostile-comments"
    idempotency "../../expand/idempotency"
    keyword_names "../../expand/keyword-names"
    keyword_names_in_routes "../../expand/keyword-names-in-routes"
    kv "../../expand/kv"
    many_replies "../../expand/many-replies"
    migrations "../../expand/migrations"
    no_primary_key "../../expand/no-primary-key"
    nullable_and_defaults "../../expand/nullable-and-defaults"
    object_database "../../expand/object-database"
    objects "../../expand/objects"
    objects_named_like_keywords_and_generics "../../expand/objects-named-like-keywords-and-generics"
    optional_body "../../expand/optional-body"
    pages "../../expand/pages"
    partial_and_expression_indexes "../../expand/partial-and-expression-indexes"
    queries "../../expand/queries"
    quoted_names "../../expand/quoted-names"
    route_params "../../expand/route-params"
    schema_only "../../expand/schema-only"
    self_reference "../../expand/self-reference"
    socket_route "../../expand/socket-route"
    tables_named_like_the_prelude "../../expand/tables-named-like-the-prelude"
    tables_that_meet_in_rust "../../expand/tables-that-meet-in-rust"
    types_named_like_the_prelude "../../expand/types-named-like-the-prelude"
    untyped_column_holding_int "../../expand/untyped-column-holding-int"
    without_rowid "../../expand/without-rowid"
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../expand")
}

/// A spec's files, in the order of their names.
fn read(folder: &Path) -> SpecFiles {
    let mut files = SpecFiles::in_folder("");
    for inside in SpecFiles::FOLDERS {
        let Ok(entries) = std::fs::read_dir(folder.join(inside)) else { continue };
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
        paths.sort();
        for path in paths {
            let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
            if SpecFiles::is_spec_file(name) {
                files.add(&format!("{inside}/{name}"), std::fs::read_to_string(&path).expect("a text"));
            }
        }
    }
    files
}

/// Leaves out, module by module, the items that are in `common` too.
fn subtract(items: &mut Vec<syn::Item>, common: &[syn::Item]) {
    items.retain_mut(|item| {
        if let syn::Item::Mod(syn::ItemMod { ident, content: Some((_, items)), .. }) = item {
            let same = common.iter().find_map(|item| match item {
                syn::Item::Mod(common) if common.ident == *ident => common.content.as_ref(),
                _ => None,
            });
            subtract(items, same.map(|(_, items)| items.as_slice()).unwrap_or_default());
            return !items.is_empty();
        }
        !common.contains(item)
    });
}

/// The OpenAPI document is a text in one line; what is in it is for `tests/openapi` to say.
fn without_document(code: String, document: Option<&williw_codegen::openapi::Json>) -> String {
    let Some(document) = document else { return code };
    let literal = proc_macro2::Literal::string(&document.to_string()).to_string();
    assert!(code.contains(&literal), "the document is not there");
    code.replace(&literal, "\"…\"")
}

/// What a spec adds to the empty one.
fn difference(code: &str, common: &str) -> String {
    let mut file = syn::parse_file(code).expect("Rust");
    subtract(&mut file.items, &syn::parse_file(common).expect("Rust").items);
    williw_codegen::emit::spaced(&prettyplease::unparse(&file))
}

#[test]
fn goldens() {
    let common = compile(&read(&folder().join("schema-only"))).expand();
    for case in CASES {
        let case = case.rsplit('/').next().expect("a name");
        let files = read(&folder().join(case));
        let compilation = compile(&files);
        let document = williw_codegen::openapi::document(&compilation.model);
        let errors: Vec<_> = compilation.errors().collect();
        assert!(errors.is_empty(), "{case}: {errors:#?}");
        let expand = |compilation: williw_codegen::Compilation| match case {
            "client" => compilation.expand_with_client(),
            _ => compilation.expand(),
        };
        let code = expand(compilation);
        assert_eq!(code, expand(compile(&files)), "{case}: generating again gave something else");
        let code = without_document(code, document.as_ref());
        let shown = if case == "schema-only" { code } else { difference(&code, &common) };
        expect_file![folder().join(case).join("expected.rs")].assert_eq(&shown);
    }
}

#[test]
fn every_folder_is_a_case() {
    let entries = std::fs::read_dir(folder()).expect("tests/expand");
    let found: BTreeSet<String> =
        entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8")).collect();
    let listed = CASES.iter().map(|case| case.trim_start_matches("../../expand/").to_owned());
    assert_eq!(found, listed.collect());
}
