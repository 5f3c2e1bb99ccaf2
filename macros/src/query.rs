//! `query!(app, many, "SELECT …", status = …)`: SQL for one place.
//!
//! The macro cannot see where the spec is. So it hands its input to a macro in the spec's module, which adds the
//! folder and calls [`compile`]. What is hard: the items that a query needs must not hide the caller's own, so they
//! stand in a block of their own, and the arguments outside of it: `({ struct Record …; query })(arguments)`.

use std::collections::BTreeMap;
use std::path::Path as Folder;
use std::sync::{Mutex, PoisonError};

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned as _;
use syn::{Error, Expr, LitStr, Path, Token};
use williw_codegen::SpecFiles;
use williw_codegen::diag::{Diagnostic, nearest};
use williw_codegen::inline::{Inline, Spec};
use williw_codegen::model::{Command, Param};

use crate::handlers::replace;
use crate::tell::{self, refuse};

const FORM: &str = "write `query!(crate::app, many, \"SELECT …\", name = value)`";

// ---- the caller's macro ----------------------------------------------------------------------

pub(crate) fn expand(input: TokenStream) -> TokenStream {
    match syn::parse2(input) {
        Ok(Call { app, rest }) => {
            let name = Ident::new("__williw_query", app.span());
            quote! { #app::#name! { #app, #rest } }
        }
        Err(error) => error.into_compile_error(),
    }
}

struct Call {
    app: Path,
    rest: TokenStream,
}

impl Parse for Call {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let message = format!("the spec's module comes first: {FORM}");
        let app = input.call(Path::parse_mod_style).map_err(|error| Error::new(error.span(), &message))?;
        let command = app.get_ident().is_some_and(|app| command(app).is_some());
        if command && input.peek(Token![,]) && input.peek2(LitStr) {
            return Err(Error::new_spanned(&app, message));
        }
        input.parse::<Token![,]>().map_err(|error| Error::new(error.span(), FORM))?;
        Ok(Call { app, rest: input.parse()? })
    }
}

// ---- the compiler's part ---------------------------------------------------------------------

/// Specs that were loaded, by folder and by how diagnostics call it, each with the files that it was loaded from. A
/// language server lives longer than a file stays as it is.
static SPECS: Mutex<BTreeMap<(String, String), (SpecFiles, Spec)>> = Mutex::new(BTreeMap::new());

struct Input {
    folder: LitStr,
    shown: LitStr,
    app: Path,
    command: Command,
    sql: LitStr,
    arguments: Vec<Argument>,
}

struct Argument {
    name: Ident,
    value: TokenStream,
}

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let (folder, shown, app) = (input.parse()?, input.parse()?, input.call(Path::parse_mod_style)?);
        input.parse::<Token![,]>()?;
        let commands = Command::ALL.map(|(name, _)| format!("`{name}`")).join(", ");
        if input.peek(LitStr) || input.is_empty() {
            let message = format!("say before the SQL what it returns, one of {commands}: {FORM}");
            return Err(Error::new(input.span(), message));
        }
        let word = input.call(Ident::parse_any)?;
        let command = command(&word).ok_or_else(|| {
            let help = match nearest(&word.to_string(), Command::ALL.map(|(name, _)| name)) {
                Some(near) => format!("write `{near}`"),
                None => format!("write one of {commands}"),
            };
            Error::new_spanned(&word, format!("[unknown-command] `{word}` is no command\n  = help: {help}"))
        })?;
        input.parse::<Token![,]>().map_err(|error| Error::new(error.span(), FORM))?;
        let sql: LitStr = input
            .parse()
            .map_err(|error| Error::new(error.span(), "the SQL is a string literal, so that it can be checked"))?;
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
        let arguments = Punctuated::<Argument, Token![,]>::parse_terminated(input)?;
        Ok(Input { folder, shown, app, command, sql, arguments: arguments.into_iter().collect() })
    }
}

impl Parse for Argument {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if !input.peek(Ident::peek_any) {
            return Err(input.error("give each parameter by its name: `name = value`"));
        }
        let name = input.call(Ident::parse_any)?;
        if input.is_empty() || input.peek(Token![,]) {
            let value = name.to_token_stream();
            return Ok(Argument { name, value });
        }
        let message = "give each parameter by its name: `name = value`";
        input.parse::<Token![=]>().map_err(|_| Error::new_spanned(&name, message))?;
        Ok(Argument { name, value: input.parse::<Expr>()?.into_token_stream() })
    }
}

fn command(word: &Ident) -> Option<Command> {
    Command::ALL.iter().find(|(name, _)| word == name).map(|(_, command)| *command)
}

pub(crate) fn compile(input: TokenStream) -> TokenStream {
    match syn::parse2(input).and_then(|input| try_compile(&input)) {
        Ok(expression) => expression,
        Err(error) => error.into_compile_error(),
    }
}

fn try_compile(input: &Input) -> syn::Result<TokenStream> {
    let place = (input.folder.value(), input.shown.value());
    let (files, _) = crate::spec::read(Folder::new(&place.0), &place.1)
        .map_err(|message| Error::new_spanned(&input.sql, message))?;
    let mut specs = SPECS.lock().unwrap_or_else(PoisonError::into_inner);
    if specs.get(&place).is_none_or(|(loaded, _)| loaded.files != files.files) {
        let spec = Spec::load(&files);
        specs.insert(place.clone(), (files, spec));
    }
    let spec = specs.get(&place).map(|(_, spec)| spec);
    Ok(spec.map(|spec| expression(input, &spec.query(input.command, &input.sql.value()))).unwrap_or_default())
}

fn expression(input: &Input, query: &Inline<'_>) -> TokenStream {
    let span = input.sql.span();
    let mut told: TokenStream = query.errors().map(|error| tell::error(&query.sources, error, span)).collect();
    if !query.is_sound() {
        if told.is_empty() {
            // It is about something that the spec lost to another error.
            told = refuse(span, "this query cannot be checked before the spec is sound");
        }
        return quote! {{ #told }};
    }
    told.extend(query.warnings().map(|warning| tell::warning(&query.sources, warning, span)));
    let Bound { order, values, wrong } = bind(input, query);
    // What rustc has against the arguments is told at the SQL, not at the spec whose macro called this one.
    let place = Span::call_site().located_at(span);
    let items = replace(at(place, query.emit(&order)), "super", &input.app.to_token_stream());
    quote_spanned! { place => ({ #told #wrong #items })(#(#values),*) }
}

/// The tokens at another place; names mean what they meant.
fn at(place: Span, tokens: TokenStream) -> TokenStream {
    let moved = tokens.into_iter().map(|token| {
        let mut token = match token {
            TokenTree::Group(group) => TokenTree::Group(Group::new(group.delimiter(), at(place, group.stream()))),
            token => token,
        };
        token.set_span(place);
        token
    });
    moved.collect()
}

// ---- arguments -------------------------------------------------------------------------------

/// The arguments in the order in which they are written, so that they are evaluated in it.
#[derive(Default)]
struct Bound {
    /// Positions of their parameters.
    order: Vec<usize>,
    /// An error stands where a value is missing: it has any type.
    values: Vec<TokenStream>,
    /// What is wrong beside that.
    wrong: TokenStream,
}

fn bind(input: &Input, query: &Inline<'_>) -> Bound {
    let params = query.params();
    let mut bound = Bound::default();
    for Argument { name, value } in &input.arguments {
        let text = name.unraw().to_string();
        let at = params.iter().position(|param| has_name(param, &text));
        match at {
            Some(at) if bound.order.contains(&at) => {
                let message = format!("[duplicate-name] the parameter `{text}` is given twice");
                bound.wrong.extend(refuse(name.span(), &message));
            }
            Some(at) => {
                bound.order.push(at);
                bound.values.push(value.clone());
            }
            None => unknown(input, params, name, &text, &mut bound),
        }
    }
    for (at, param) in params.iter().enumerate() {
        if !bound.order.contains(&at) {
            let message = format!("the parameter `{}` is given no value", param.name.source);
            let missing = Diagnostic::error("missing-argument", param.name.span, message)
                .help(format!("write `{} = …` behind the SQL", bare(param)));
            bound.order.push(at);
            bound.values.push(tell::error(&query.sources, &missing, input.sql.span()));
        }
    }
    bound
}

/// Tells of an argument that no parameter has; where it was meant for one that is not given, in its place.
fn unknown(input: &Input, params: &[Param], name: &Ident, text: &str, bound: &mut Bound) {
    let given = |param: &&Param| input.arguments.iter().any(|other| has_name(param, &other.name.unraw().to_string()));
    let near = nearest(text, params.iter().filter(|param| !given(param)).map(bare));
    let help = match near {
        Some(near) => format!("write `{near}`"),
        None if params.is_empty() => "it has no parameters".to_owned(),
        None => {
            let names: Vec<String> = params.iter().map(|param| format!("`{}`", bare(param))).collect();
            format!("its parameters are {}", names.join(", "))
        }
    };
    let message = format!("[unknown-argument] the query has no parameter `{text}`\n  = help: {help}");
    let error = refuse(name.span(), &message);
    match params.iter().position(|param| near == Some(bare(param))).filter(|at| !bound.order.contains(at)) {
        Some(at) => {
            bound.order.push(at);
            bound.values.push(error);
        }
        None => bound.wrong.extend(error),
    }
}

/// Whether a parameter is called so, in SQL or as an argument.
fn has_name(param: &Param, name: &str) -> bool {
    bare(param) == name || param.name.source == name
}

fn bare(param: &Param) -> &str {
    param.name.rust.strip_prefix("r#").unwrap_or(&param.name.rust)
}
