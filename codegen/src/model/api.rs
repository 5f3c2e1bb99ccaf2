//! What the HTTP interface says of itself, and where: `[api]` of `routes.toml`.

use super::Model;

/// The interface as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiDef {
    /// The Worker's name where nothing is said.
    pub title: String,
    pub version: String,
    /// In Markdown.
    pub description: Option<String>,
    /// The path of the OpenAPI document; `None`: it is not served.
    pub document: Option<String>,
    /// The path of the page that shows it; `None` where there is none, or no document.
    pub docs: Option<String>,
}

impl ApiDef {
    /// The paths that are answered without the Worker; `*` is all that is below.
    pub fn static_paths(&self) -> Vec<String> {
        let page = self.docs.iter().flat_map(|docs| [docs.clone(), format!("{docs}/*")]);
        self.document.iter().cloned().chain(page).collect()
    }
}

impl Model {
    /// The folder of static files that are deployed beside the Worker, from where `wrangler.toml` is: the one that the
    /// spec names, or one beside the main module where there is only the interface's document to serve.
    pub fn assets_directory(&self) -> Option<String> {
        if let Some(assets) = &self.bindings.assets {
            return Some(assets.directory.clone());
        }
        self.api.as_ref()?.document.as_ref()?;
        let main = &self.bindings.worker.as_ref()?.deploy.main;
        Some(main.rsplit_once('/').map_or_else(|| "assets".to_owned(), |(folder, _)| format!("{folder}/assets")))
    }
}
