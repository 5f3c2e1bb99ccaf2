//! What `#[app::handlers]` must know of the traits of a spec: the names and forms of their methods.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::quote;

use super::{api, cron, objects};
use crate::model::Model;

/// A trait that a service implements.
#[derive(Clone, Debug)]
pub struct Trait {
    /// Its name.
    pub name: String,
    /// How many modules it is away from the spec's.
    pub depth: usize,
    pub methods: Vec<Signature>,
    /// Names of methods that the compiler refused: to implement them is no mistake.
    pub refused: Vec<String>,
    /// What its methods are called in messages: `route`, `cron job` or `method`.
    pub what: &'static str,
}

/// A method.
#[derive(Clone, Debug)]
pub struct Signature {
    pub name: String,
    /// Whether it may be left out.
    pub optional: bool,
    /// As a user would write it.
    pub text: String,
    /// With whole paths; `__app` stands for the path of the spec's module.
    pub tokens: TokenStream,
}

/// The traits of a spec.
pub fn traits(model: &Model) -> Vec<Trait> {
    let mut traits = vec![Trait {
        name: "Api".to_owned(),
        depth: 0,
        methods: api::signatures(model),
        refused: model.refused_routes.clone(),
        what: "route",
    }];
    if cron::has_trait(model) {
        let crons = model.bindings.crons.iter();
        let methods =
            crons.map(|cron| Signature::of(&cron.name.rust, cron::signature(cron, &quote! { &__app::Cx }), false));
        let methods = methods.collect();
        let refused = model.bindings.refused_crons.clone();
        traits.push(Trait { name: "Cron".to_owned(), depth: 0, methods, refused, what: "cron job" });
    }
    traits.extend(model.bindings.objects.iter().map(|object| Trait {
        name: object.class.clone(),
        depth: 1,
        methods: objects::signatures(model, object),
        refused: object.refused.clone(),
        what: "method",
    }));
    traits
}

impl Signature {
    pub(super) fn of(name: &str, tokens: TokenStream, optional: bool) -> Self {
        let name = name.strip_prefix("r#").unwrap_or(name).to_owned();
        Signature { name, optional, text: shown(tokens.clone()), tokens }
    }
}

/// A signature as a person writes it: the last segment of each path, and spaces where rustfmt has them.
fn shown(tokens: TokenStream) -> String {
    let mut out = String::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let text = match &token {
            TokenTree::Group(group) => {
                let inner = shown(group.stream());
                match group.delimiter() {
                    Delimiter::Parenthesis => format!("({})", inner.trim_end_matches([',', ' '])),
                    Delimiter::Bracket => format!("[{inner}]"),
                    Delimiter::Brace => format!("{{ {inner} }}"),
                    Delimiter::None => inner,
                }
            }
            TokenTree::Punct(punct) if punct.as_char() == ':' && punct.spacing() == Spacing::Joint => {
                tokens.next();
                continue;
            }
            TokenTree::Punct(punct) if punct.as_char() == '-' => {
                tokens.next();
                out.push_str(" -> ");
                continue;
            }
            token => token.to_string(),
        };
        // A segment before the last one.
        let path = matches!(tokens.peek(), Some(TokenTree::Punct(next)) if next.as_char() == ':' && next.spacing() == Spacing::Joint);
        if path && matches!(token, TokenTree::Ident(_)) {
            continue;
        }
        let word = |text: &str, at_end: bool| {
            let c = if at_end { text.chars().last() } else { text.chars().next() };
            c.is_some_and(|c| c.is_alphanumeric() || c == '_')
        };
        if word(&out, true) && word(&text, false) {
            out.push(' ');
        }
        out.push_str(&text);
        if matches!(text.as_str(), "," | ":") {
            out.push(' ');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_reads_as_it_is_written() {
        let tokens = quote! {
            async fn beat(&self, cx: &__app::Cx, at: ::core::option::Option<__app::types::At>, all: ::std::vec::Vec<u8>,)
                -> ::core::result::Result<(), ::williw_workers::durable_objects::ObjectError>
        };
        let text = "async fn beat(&self, cx: &Cx, at: Option<At>, all: Vec<u8>) -> Result<(), ObjectError>";
        assert_eq!(Signature::of("beat", tokens, false).text, text);
        assert_eq!(shown(quote! { fn new(cx: &__app::Cx) -> Self }), "fn new(cx: &Cx) -> Self");
    }
}
