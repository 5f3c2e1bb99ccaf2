//! `[api]` of `routes.toml` proved: texts that say something, and paths that a client can ask for.

use crate::diag::Diagnostics;
use crate::model::{ApiDef, Bindings};
use crate::parse::api::{Api, Served};
use crate::source::Spanned;

/// Where the document is, where nothing is said.
const DOCUMENT: &str = "/api/openapi.json";
/// Where the page is.
const DOCS: &str = "/api/docs";
/// The first interface that anybody sees.
const VERSION: &str = "1.0.0";

/// Lowers the table; what is wrong is reported, and as if it were left out.
pub(super) fn lower_api(cx: &mut Diagnostics, bindings: &Bindings, api: &Api) -> ApiDef {
    let worker = bindings.worker.as_ref().map_or("API", |worker| worker.name.as_str());
    let title = filled(cx, api.title.as_ref(), "title").unwrap_or_else(|| worker.to_owned());
    let version = filled(cx, api.version.as_ref(), "version").unwrap_or_else(|| VERSION.to_owned());
    let description = filled(cx, api.description.as_ref(), "description");
    let document = lower_served(cx, api.document.as_ref(), "document", DOCUMENT);
    let docs = lower_served(cx, api.docs.as_ref(), "docs", DOCS).filter(|_| document.is_some());
    if let (None, Some(Served::At(docs))) = (&document, &api.docs) {
        cx.error("bad-value", docs.span, "`[api]` has `docs` and no `document`")
            .help("the page shows the document: leave one key out, or write `docs = false`");
    }
    if let (Some(Served::At(at)), Some(document), Some(page)) = (&api.docs, &document, &docs)
        && (document == page || document.starts_with(&format!("{page}/")))
    {
        cx.error("bad-value", at.span, "`docs` and `document` of `[api]` share a path")
            .help(format!("the page and its files take `{page}` and all below it: give it another path"));
    }
    ApiDef { title, version, description, document, docs }
}

fn filled(cx: &mut Diagnostics, value: Option<&Spanned<String>>, key: &str) -> Option<String> {
    let value = value?;
    if value.trim().is_empty() {
        cx.error("bad-value", value.span, format!("`{key}` of `[api]` is empty"))
            .help("write something, or leave the key out");
        return None;
    }
    Some(value.trim().to_owned())
}

// Diagnostic: bad-path
//
// `document = "openapi.json"`: nobody could ask for it.
fn lower_served(cx: &mut Diagnostics, served: Option<&Served>, key: &str, usual: &str) -> Option<String> {
    let path = match served {
        None | Some(Served::Yes) => return Some(usual.to_owned()),
        Some(Served::No) => return None,
        Some(Served::At(path)) => path,
    };
    let plain = |segment: &str| {
        !["", ".", ".."].contains(&segment)
            && segment.chars().all(|it| it.is_ascii_alphanumeric() || "-._~".contains(it))
    };
    if path.strip_prefix('/').is_some_and(|rest| rest.split('/').all(plain)) {
        return Some(path.value.clone());
    }
    cx.error("bad-path", path.span, format!("`{key}` of `[api]` is no path")).help(format!(
        "write it as `\"{usual}\"`: letters, digits and `-._~` between slashes, and no slash at the end"
    ));
    None
}
