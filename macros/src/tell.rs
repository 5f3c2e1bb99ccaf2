//! What the compiler says, as tokens.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use williw_codegen::diag::{Diagnostic, render};
use williw_codegen::source::SourceMap;

/// Fails the build at this place.
pub(crate) fn refuse(span: Span, message: &str) -> TokenStream {
    quote_spanned! { span => ::core::compile_error! { #message } }
}

/// Tells an error of the spec.
pub(crate) fn error(sources: &SourceMap, error: &Diagnostic, span: Span) -> TokenStream {
    let text = render(sources, error);
    // rustc sets its own `error: ` before it.
    refuse(span, text.strip_prefix("error: ").unwrap_or(&text).trim_end())
}

/// Tells a warning. Stable Rust lets a macro fail but not warn; the use of something deprecated is as near as it gets.
pub(crate) fn warning(sources: &SourceMap, warning: &Diagnostic, span: Span) -> TokenStream {
    let text = render(sources, warning);
    let text = text.trim_end();
    quote_spanned! { span =>
        const _: () = {
            #[deprecated(note = #text)]
            #[allow(non_upper_case_globals)]
            const this_spec: () = ();
            this_spec
        };
    }
}
