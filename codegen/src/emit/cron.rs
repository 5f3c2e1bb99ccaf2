//! The cron jobs: the trait that a service implements, and the dispatch from an expression to its jobs.

use proc_macro2::TokenStream;
use quote::quote;

use super::{docs, ident};
use crate::model::{CronDef, Model};

/// Whether a service implements `Cron`: jobs that were refused are still jobs, or its implementation would be told to
/// be of a trait that nobody knows.
pub(super) fn has_trait(model: &Model) -> bool {
    !(model.bindings.crons.is_empty() && model.bindings.refused_crons.is_empty())
}

/// Expands to:
/// ```text
/// pub trait Cron { async fn cleanup_expired_nodes(&self, cx: &Cx, run: CronRun) -> Result<(), CronError>; … }
/// ```
pub(super) fn emit_cron(model: &Model) -> TokenStream {
    if !has_trait(model) {
        return TokenStream::new();
    }
    let methods = model.bindings.crons.iter().map(|cron| {
        let docs = docs(&cron.docs, &[format!("`{}`", cron.schedule)]);
        let signature = signature(cron, &quote! { &Cx });
        quote! { #docs #signature; }
    });
    quote! {
        /// The cron jobs: a handler for every one. Each may run twice, or not at all.
        #[diagnostic::on_unimplemented(
            message = "`{Self}` does not run the cron jobs of this spec",
            note = "write `#[app::handlers] impl app::Cron for {Self}` with a handler for each job"
        )]
        #[allow(async_fn_in_trait)]
        pub trait Cron { #(#methods)* }
    }
}

/// Expands to the body of `Running::scheduled`: the jobs of an expression, one after another; none where a database lacks
/// migrations.
pub(super) fn emit_scheduled(model: &Model) -> TokenStream {
    let ready = model.is_migrated().then(|| quote! { let __ready = self.cx.__migrations.check().await; });
    let runs = model.bindings.crons.iter().map(|cron| {
        let (job, schedule, handler) = (&cron.name.source, &cron.schedule, ident(&cron.name.rust));
        let run = quote! { Cron::#handler(&*self.service, &self.cx, __run) };
        let run = match ready {
            Some(_) => quote! {
                async {
                    match &__ready {
                        ::core::result::Result::Ok(()) => #run.await,
                        ::core::result::Result::Err(__behind) => {
                            ::core::result::Result::Err(::core::convert::Into::into(__behind))
                        }
                    }
                }
            },
            None => run,
        };
        quote! {
            if __trigger.asks(#job, #schedule) {
                __outcomes.push(
                    ::williw_workers::cron::run(&self.cx.host, #job, ::std::boxed::Box::pin(#run)).await,
                );
            }
        }
    });
    quote! {
        let __run = ::williw_workers::cron::CronRun::at(__scheduled_ms);
        let mut __outcomes = ::std::vec::Vec::new();
        #ready
        #(#runs)*
        __outcomes
    }
}

/// A job's handler, with this type of its context.
pub(super) fn signature(cron: &CronDef, cx: &TokenStream) -> TokenStream {
    let name = ident(&cron.name.rust);
    quote! {
        async fn #name(&self, cx: #cx, run: ::williw_workers::cron::CronRun)
            -> ::core::result::Result<(), ::williw_workers::cron::CronError>
    }
}
