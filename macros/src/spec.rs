//! `#[spec("…")]`: from a folder to a module.

use std::path::{Path, PathBuf};

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, ItemMod, LitStr, Token};
use williw_codegen::emit::handlers::{Signature, Trait};
use williw_codegen::{Compilation, SpecFiles};

use crate::tell::{self, refuse};

/// What stands in the attribute's brackets.
struct Arguments {
    path: LitStr,
    /// The word `client`, where it is there.
    client: Option<Ident>,
}

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let path = input.parse()?;
        let mut client = None;
        if input.parse::<Option<Token![,]>>()?.is_some() && !input.is_empty() {
            let word: Ident = input.parse()?;
            if word != "client" {
                return Err(syn::Error::new(word.span(), "not `client`"));
            }
            client = Some(word);
            input.parse::<Option<Token![,]>>()?;
        }
        Ok(Arguments { path, client })
    }
}

pub(crate) fn expand(arguments: TokenStream, module: TokenStream) -> TokenStream {
    let Arguments { path, client } = match syn::parse2(arguments) {
        Ok(arguments) => arguments,
        Err(_) => {
            let help = "name the spec's folder: `#[williw_workers::spec(\"../spec\")]`, or \
                        `#[williw_workers::spec(\"../spec\", client)]` for a client as well";
            return refuse(Span::call_site(), help);
        }
    };
    let module: ItemMod = match syn::parse2(module) {
        Ok(module) => module,
        Err(error) => return error.into_compile_error(),
    };
    let empty = module.content.as_ref().is_some_and(|(_, items)| items.is_empty());
    let body = if empty {
        contents(&path, client.as_ref())
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

fn contents(path: &LitStr, client: Option<&Ident>) -> TokenStream {
    let folder = match find(path) {
        Ok(folder) => folder,
        Err(message) => return refuse(path.span(), &message),
    };
    let (files, watched) = match read(&folder, &path.value()) {
        Ok(read) => read,
        Err(message) => return refuse(path.span(), &message),
    };
    if watched.is_empty() {
        let message = format!("there is no spec in `{}`: it holds no `schema.sql`", path.value());
        return refuse(path.span(), &message);
    }
    let watched = watched.iter().filter_map(|file| file.to_str());
    let compilation = williw_codegen::compile(&files);
    let errors = compilation.errors().map(|error| tell::error(&compilation.sources, error, path.span()));
    let warnings = compilation.warnings().map(|warning| tell::warning(&compilation.sources, warning, path.span()));
    let signatures = signatures(&compilation);
    let query = folder.to_str().map(|folder| query(folder, &path.value()));
    let (code, client) = match client {
        None => (compilation.emit(), None),
        Some(_) if cfg!(feature = "client") => (compilation.emit_with_client(), None),
        Some(word) => {
            let help = "a client needs the feature `client` of `williw-workers`: \
                        `williw-workers = { …, features = [\"client\"] }` in `Cargo.toml`";
            (compilation.emit(), Some(refuse(word.span(), help)))
        }
    };
    quote! {
        #(#errors)*
        #(#warnings)*
        // A change of any of these rebuilds the crate.
        #(const _: &[u8] = ::core::include_bytes!(#watched);)*
        #code
        #client
        #signatures
        #query
    }
}

/// What `#[app::handlers]` hands its item to.
fn signatures(compilation: &Compilation) -> TokenStream {
    let traits = compilation.traits();
    let traits = traits.iter().map(|Trait { name, depth, methods, refused, what }| {
        let methods = methods
            .iter()
            .map(|Signature { name, optional, text, tokens }| quote! { (#name, #optional, #text, #tokens) });
        quote! { (#name, #depth, #what, [#(#methods),*], [#(#refused),*]) }
    });
    quote! {
        pub use ::williw_workers::handlers;
        #[doc(hidden)]
        #[allow(unused_macros)]
        macro_rules! __williw_handlers {
            ($($item:tt)*) => {
                ::williw_workers::__private_0_1_0::__handlers! { [#(#traits),*] $($item)* }
            };
        }
        #[doc(hidden)]
        #[allow(unused_imports)]
        pub(crate) use __williw_handlers;
    }
}

/// What `query!` hands its input to: it knows where the spec is.
fn query(folder: &str, shown: &str) -> TokenStream {
    quote! {
        #[doc(hidden)]
        #[allow(unused_macros)]
        macro_rules! __williw_query {
            ($($query:tt)*) => {
                ::williw_workers::__private_0_1_0::__query! { #folder #shown $($query)* }
            };
        }
        #[doc(hidden)]
        #[allow(unused_imports)]
        pub(crate) use __williw_query;
    }
}

/// A spec's files, and where they are.
pub(crate) fn read(folder: &Path, shown: &str) -> Result<(SpecFiles, Vec<PathBuf>), String> {
    let mut files = SpecFiles::in_folder(shown);
    let mut found = vec![];
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
                Err(error) => return Err(format!("cannot read `{shown}/{sub}/{name}`: {error}")),
            }
            found.push(file);
        }
    }
    // A folder is listed in no order.
    files.files.sort();
    found.sort();
    Ok((files, found))
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
