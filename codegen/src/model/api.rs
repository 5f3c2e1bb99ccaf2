//! What the HTTP interface says of itself, and where: `[api]` of `routes.toml`.

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
