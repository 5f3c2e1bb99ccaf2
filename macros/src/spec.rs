//! `#[spec("…")]`: from a folder to a module.

use std::path::{Path, PathBuf};

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{ItemMod, LitStr};
use williw_codegen::diag::render;
use williw_codegen::emit::api::Signature;
use williw_codegen::{Compilation, SpecFiles};

pub(crate) fn expand(path: TokenStream, module: TokenStream) -> TokenStream {
    let path: LitStr = match syn::parse2(path) {
        Ok(path) => path,
        Err(_) => {
            return refuse(Span::call_site(), "name the spec's folder: `#[williw_workers::spec(\"../spec\")]`");
        }
    };
    let module: ItemMod = match syn::parse2(module) {
        Ok(module) => module,
        Err(error) => return error.into_compile_error(),
    };
    let empty = module.content.as_ref().is_some_and(|(_, items)| items.is_empty());
    let body = if empty {
        contents(&path)
    } else {
        refuse(module.ident.span(), "the module must be empty: write `pub mod app {}`")
    };
    let ItemMod { attrs, vis, ident, .. } = module;
    quote! {
        #(#attrs)*
        // A service need not use every statement, and the schema's comments are docs enough.
        #[allow(dead_code, missing_docs, unreachable_pub)]
        #vis mod #ident { #body }
    }
}

fn contents(path: &LitStr) -> TokenStream {
    let folder = match find(path) {
        Ok(folder) => folder,
        Err(message) => return refuse(path.span(), &message),
    };
    let mut files = SpecFiles::in_folder(&path.value());
    let mut watched = vec![];
    for sub in SpecFiles::FOLDERS {
        let inside = folder.join(sub);
        let Ok(entries) = std::fs::read_dir(&inside) else { continue };
        for file in entries.flatten().map(|entry| entry.path()) {
            let Some(name) = file.file_name().and_then(|name| name.to_str()) else { continue };
            if !SpecFiles::is_spec_file(name) {
                continue;
            }
            match std::fs::read_to_string(&file) {
                Ok(text) => files.add(&format!("{sub}/{name}"), text),
                Err(error) => {
                    let message = format!("cannot read `{}/{sub}/{name}`: {error}", path.value());
                    return refuse(path.span(), &message);
                }
            }
            watched.push(file);
        }
    }
    if watched.is_empty() {
        let message = format!("there is no spec in `{}`: it holds no `schema.sql`", path.value());
        return refuse(path.span(), &message);
    }
    watched.sort();
    let watched = watched.iter().filter_map(|file| file.to_str());
    let compilation = williw_codegen::compile(&files);
    // rustc sets its own `error: ` before each.
    let errors = compilation.errors().map(|error| {
        let text = render(&compilation.sources, error);
        refuse(path.span(), text.strip_prefix("error: ").unwrap_or(&text).trim_end())
    });
    // Stable Rust lets a macro fail but not warn; the use of something deprecated is as near as it gets.
    let warnings = compilation.warnings().map(|warning| {
        let text = render(&compilation.sources, warning);
        let text = text.trim_end();
        quote_spanned! { path.span() =>
            const _: () = {
                #[deprecated(note = #text)]
                #[allow(non_upper_case_globals)]
                const this_spec: () = ();
                this_spec
            };
        }
    });
    let signatures = signatures(&compilation);
    let code = compilation.emit();
    quote! {
        #(#errors)*
        #(#warnings)*
        // A change of any of these rebuilds the crate.
        #(const _: &[u8] = ::core::include_bytes!(#watched);)*
        #code
        #signatures
    }
}

/// What `#[app::handlers]` hands its item to.
fn signatures(compilation: &Compilation) -> TokenStream {
    let signatures = compilation.signatures();
    let list =
        signatures.iter().map(|Signature { name, params, text, tokens }| quote! { (#name, #params, #text, #tokens) });
    let refused = &compilation.model.refused_routes;
    quote! {
        pub use ::williw_workers::handlers;
        #[doc(hidden)]
        #[allow(unused_macros)]
        macro_rules! __williw_handlers {
            ($($item:tt)*) => {
                ::williw_workers::__private_0_1_0::__handlers! { [#(#list),*] [#(#refused),*] $($item)* }
            };
        }
        #[doc(hidden)]
        #[allow(unused_imports)]
        pub(crate) use __williw_handlers;
    }
}

/// The folder, taken from the invoking file or else from the manifest. (A test harness that copies
/// a file away still knows the file's own place, but not the crate's.)
fn find(path: &LitStr) -> Result<PathBuf, String> {
    let relative = path.value();
    let from_file = path.span().unwrap().local_file();
    let from_file = from_file.as_deref().and_then(Path::parent).map(Path::to_owned);
    let from_manifest = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let places: Vec<PathBuf> = [from_file, from_manifest].into_iter().flatten().collect();
    let found = places.iter().map(|place| place.join(&relative)).find(|folder| folder.is_dir());
    let found = found.and_then(|folder| folder.canonicalize().ok());
    found.ok_or_else(|| {
        format!("there is no folder `{relative}`, neither beside this file nor beside the crate's Cargo.toml")
    })
}

fn refuse(span: Span, message: &str) -> TokenStream {
    quote_spanned! { span => ::core::compile_error! { #message } }
}
