//! The router as code: path templates in, one enum and one function out.
//!
//! The templates become a radix tree while compiling, and the tree becomes nested `if`s and `match`es:
//! literal text is compared with constants (a few word compares), a node with several children jumps
//! by the next byte, a parameter is scanned to the next `/`. No table is built at run time and nothing
//! is allocated. What is hard is precedence: a literal goes before a parameter at the leftmost place
//! where two templates differ, and when the literal's subtree fails, the parameter must still be tried.
//! Both fall out of the shape: a subtree returns when it matches and falls through when it does not.
//!
//! The emitted function holds no token of the user's, so its locals need no `__`.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToUpperCamelCase;
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use crate::model::{PathTemplate, Segment};

/// All routes of one path, whatever their methods.
#[derive(Clone, Debug)]
pub struct Endpoint<'m> {
    /// The variant of the emitted `Endpoint`.
    pub variant: Ident,
    /// The path; of several routes, the first one's.
    pub template: &'m PathTemplate,
    /// How many parameters the path has: the variant's fields.
    pub params: usize,
    /// Positions of the routes, in the order in which they were given.
    pub routes: Vec<usize>,
}

/// Groups routes by path, in the order of each path's first route.
///
/// Two paths are one when they differ in nothing but the names of their parameters.
pub fn endpoints<'m>(paths: impl IntoIterator<Item = &'m PathTemplate>) -> Vec<Endpoint<'m>> {
    let mut by_shape = BTreeMap::<String, usize>::new();
    let mut endpoints: Vec<Endpoint<'m>> = Vec::new();
    let mut taken = BTreeSet::<String>::new();
    for (route, template) in paths.into_iter().enumerate() {
        let known = *by_shape.entry(template.shape()).or_insert(endpoints.len());
        if let Some(endpoint) = endpoints.get_mut(known) {
            endpoint.routes.push(route);
            continue;
        }
        let name = variant_name(template);
        let mut free = name.clone();
        for number in 2.. {
            if taken.insert(free.clone()) {
                break;
            }
            free = format!("{name}{number}");
        }
        endpoints.push(Endpoint {
            variant: Ident::new(&free, Span::call_site()),
            template,
            params: template.segments.iter().filter(|it| matches!(it, Segment::Param(_))).count(),
            routes: vec![route],
        });
    }
    endpoints
}

/// `/api/nodes/{id}/status` is `ApiNodesByIdStatus`; `/` is `Root`; a final slash is `Slash`.
fn variant_name(template: &PathTemplate) -> String {
    let mut name = String::new();
    for segment in &template.segments {
        match segment {
            Segment::Literal(text) if text.is_empty() && template.segments.len() == 1 => name.push_str("Root"),
            Segment::Literal(text) if text.is_empty() => name.push_str("Slash"),
            Segment::Literal(text) => name.push_str(&text.to_upper_camel_case()),
            Segment::Param(field) => {
                name.push_str("By");
                name.push_str(&field.name.source.to_upper_camel_case());
            }
        }
    }
    // A name cannot begin with a digit, be empty, or be `Self`.
    if name.is_empty() || name == "Self" || name.starts_with(|it: char| it.is_ascii_digit()) {
        name.insert_str(0, "Path");
    }
    name
}

/// Emits the `Endpoint` enum and the `route` function that finds the endpoint of a path.
///
/// The enum has its lifetime only where some path has a parameter.
///
/// Expands to, for `/items` and `/items/{id}`:
///
/// ```text
/// pub enum Endpoint<'p> {
///     Items,
///     ItemsById(&'p str),
/// }
///
/// pub fn route(path: &str) -> Option<Endpoint<'_>> {
///     let rest = path;
///     if let Some(rest) = rest.strip_prefix("/items") {
///         if rest.is_empty() {
///             return Some(Endpoint::Items);
///         }
///         if let Some(rest) = rest.strip_prefix("/") {
///             if let Some((p0, rest)) = segment(rest) {
///                 if rest.is_empty() {
///                     return Some(Endpoint::ItemsById(p0));
///                 }
///             }
///         }
///     }
///     None
/// }
/// ```
pub fn emit_router(endpoints: &[Endpoint<'_>]) -> TokenStream {
    let mut root = Node::default();
    for (position, endpoint) in endpoints.iter().enumerate() {
        root.insert(&parts(endpoint.template), position);
    }
    let parameters = endpoints.iter().any(|it| it.params > 0);
    let (lifetime, elided) = if parameters { (Some(quote!(<'p>)), Some(quote!(<'_>))) } else { (None, None) };
    let segment = parameters.then(emit_segment);
    let variants = endpoints.iter().map(emit_variant);
    let body = if endpoints.is_empty() {
        quote! { let _ = path; ::core::option::Option::None }
    } else {
        let tree = emit_node(endpoints, &root, 0);
        quote! { use ::core::option::Option::{None, Some}; #segment let rest = path; #tree None }
    };
    quote! {
        /// Which path of the route table a request's path is; the fields are its parameters, still percent-encoded.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Endpoint #lifetime {
            #(#variants)*
        }

        /// Finds the endpoint of a path, which is what stands before `?` in a request's target.
        #[allow(clippy::collapsible_if, clippy::collapsible_match)]
        pub fn route(path: &str) -> ::core::option::Option<Endpoint #elided> {
            #body
        }
    }
}

fn emit_variant(endpoint: &Endpoint<'_>) -> TokenStream {
    let Endpoint { variant, template, params, routes: _ } = endpoint;
    let doc = format!(" `{}`", template.source);
    let fields = (*params > 0).then(|| {
        let fields = (0..*params).map(|_| quote!(&'p str));
        quote!((#(#fields),*))
    });
    quote! { #[doc = #doc] #variant #fields, }
}

/// The scan for a parameter's end: eight bytes at a time, then one at a time.
///
/// A word holds a slash where `word ^ SLASHES` has a zero byte, and the lowest bit that the classic
/// zero-byte test leaves is exact (<https://graphics.stanford.edu/~seander/bithacks.html#ZeroInWord>).
/// A third faster than a loop over bytes, whose exit the processor mispredicts once per parameter.
fn emit_segment() -> TokenStream {
    quote! {
        /// Splits before the next `/` or at the end; an empty segment is no parameter.
        #[inline(always)]
        fn segment(rest: &str) -> ::core::option::Option<(&str, &str)> {
            const ONES: u64 = 0x0101_0101_0101_0101;
            const SLASHES: u64 = ONES * b'/' as u64;
            let mut bytes = rest.as_bytes();
            let mut end = 0;
            while let Some((word, after)) = bytes.split_first_chunk::<8>() {
                let differ = u64::from_le_bytes(*word) ^ SLASHES;
                let zeros = differ.wrapping_sub(ONES) & !differ & (ONES << 7);
                if zeros != 0 {
                    end += (zeros.trailing_zeros() / 8) as usize;
                    bytes = &[];
                    break;
                }
                end += 8;
                bytes = after;
            }
            for byte in bytes {
                if *byte == b'/' {
                    break;
                }
                end += 1;
            }
            if end == 0 { None } else { rest.split_at_checked(end) }
        }
    }
}

// ---- the tree ------------------------------------------------------------------------------

/// A piece of a template: neighbouring literal segments and their slashes are one text.
enum Part {
    Text(String),
    Param,
}

fn parts(template: &PathTemplate) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut text = String::new();
    for segment in &template.segments {
        text.push('/');
        match segment {
            Segment::Literal(literal) => text.push_str(literal),
            Segment::Param(_) => {
                parts.push(Part::Text(std::mem::take(&mut text)));
                parts.push(Part::Param);
            }
        }
    }
    if !text.is_empty() {
        parts.push(Part::Text(text));
    }
    parts
}

/// What may follow a prefix of paths.
#[derive(Default)]
struct Node {
    /// The endpoint whose path ends here.
    leaf: Option<usize>,
    /// Literal texts that may follow; no two begin with the same character.
    texts: BTreeMap<char, (String, Node)>,
    /// What may follow a parameter.
    param: Option<Box<Node>>,
}

impl Node {
    fn insert(&mut self, parts: &[Part], endpoint: usize) {
        match parts {
            [] => self.leaf = self.leaf.or(Some(endpoint)),
            [Part::Param, rest @ ..] => self.param.get_or_insert_default().insert(rest, endpoint),
            [Part::Text(text), rest @ ..] => self.text(text).insert(rest, endpoint),
        }
    }

    /// The node after `text`, splitting a longer edge where they part.
    fn text(&mut self, text: &str) -> &mut Self {
        let Some(first) = text.chars().next() else { return self };
        let (label, node) = self.texts.entry(first).or_insert_with(|| (text.to_owned(), Self::default()));
        let common: usize =
            label.chars().zip(text.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
        let tail = label.split_off(common);
        if let Some(next) = tail.chars().next() {
            let below = std::mem::take(node);
            node.texts.insert(next, (tail, below));
        }
        node.text(text.get(common..).unwrap_or_default())
    }
}

/// Code that looks at `rest`, returns when the node's subtree matches it, and falls through otherwise.
fn emit_node(endpoints: &[Endpoint<'_>], node: &Node, depth: usize) -> TokenStream {
    let leaf = node.leaf.map(|leaf| {
        let found = emit_return(endpoints, leaf);
        quote! { if rest.is_empty() { #found } }
    });
    let texts = emit_texts(endpoints, &node.texts, depth);
    let param = node.param.as_ref().map(|below| {
        let name = param(depth);
        let body = emit_node(endpoints, below, depth + 1);
        quote! { if let Some((#name, rest)) = segment(rest) { #body } }
    });
    quote! { #leaf #texts #param }
}

/// A jump by the next byte where there are several ways on.
fn emit_texts(endpoints: &[Endpoint<'_>], texts: &BTreeMap<char, (String, Node)>, depth: usize) -> TokenStream {
    if texts.len() < 2 {
        return texts.values().map(|(text, below)| emit_text(endpoints, text, below, depth)).collect();
    }
    let arms = texts.iter().map(|(first, (text, below))| {
        // `lower` refuses a literal that is not ASCII: it could only arrive percent-encoded.
        let byte = Literal::byte_character(u8::try_from(*first).unwrap_or_default());
        let body = emit_text(endpoints, text, below, depth);
        quote! { [#byte, ..] => { #body } }
    });
    quote! { match rest.as_bytes() { #(#arms)* _ => {} } }
}

fn emit_text(endpoints: &[Endpoint<'_>], text: &str, below: &Node, depth: usize) -> TokenStream {
    match below {
        Node { leaf: Some(leaf), texts, param: None } if texts.is_empty() => {
            let found = emit_return(endpoints, *leaf);
            quote! { if rest == #text { #found } }
        }
        _ => {
            let body = emit_node(endpoints, below, depth);
            quote! { if let Some(rest) = rest.strip_prefix(#text) { #body } }
        }
    }
}

fn emit_return(endpoints: &[Endpoint<'_>], leaf: usize) -> TokenStream {
    let found = endpoints.get(leaf).map(|Endpoint { variant, params, .. }| {
        let names = (0..*params).map(param);
        let fields = (*params > 0).then(|| quote!((#(#names),*)));
        quote!(Endpoint::#variant #fields)
    });
    quote! { return Some(#found); }
}

fn param(position: usize) -> Ident {
    Ident::new(&format!("p{position}"), Span::call_site())
}
