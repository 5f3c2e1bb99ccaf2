//! The interface as an OpenAPI 3.1 document: operations, types with their rules, every problem, who may call, examples.
//!
//! It is made while compiling, from the same model as router and checks, so it cannot say anything else than they do.
//! Where JSON Schema cannot say a rule, words do; what is accepted is never forbidden by it. The same spec gives the
//! same bytes: everything stands in the order of the spec's files.

mod examples;
mod headers;
mod json;
mod links;
mod operations;
mod pattern;
pub(crate) mod problems;
mod schemas;
mod security;

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{ApiDef, Model};
pub use json::Json;
use json::{object, reference};
use schemas::Schemas;

/// The document of a sound spec; `None` where it has no routes.
///
/// ```
/// let mut files = williw_codegen::SpecFiles::default();
/// files.add(
///     "routes.toml",
///     "[[route]]\nname = \"ping\"\nmethod = \"GET\"\npath = \"/ping\"\ncaller = [\"anyone\"]\nreplies = { 204 = \"\" }\n".to_owned(),
/// );
/// let document = williw_codegen::openapi::document(&williw_codegen::compile(&files).model).unwrap().to_value();
/// assert_eq!(document["paths"]["/ping"]["get"]["operationId"], "ping");
/// ```
pub fn document(model: &Model) -> Option<Json> {
    let api = model.api.as_ref()?;
    let schemas = Schemas::new(model);
    let problem = schemas.free_name("Problem");
    Some(
        Document { model, schemas, problem, responses: Vec::new(), links: BTreeMap::new(), headers: BTreeSet::new() }
            .build(api),
    )
}

/// A document in the making.
struct Document<'m> {
    model: &'m Model,
    schemas: Schemas<'m>,
    /// The schema that all problems share.
    problem: String,
    /// Those that operations share, by name.
    responses: Vec<(String, Json)>,
    /// What leads to an operation, by its name.
    links: BTreeMap<String, Json>,
    /// Header fields that some answer has: the names of their components.
    headers: BTreeSet<&'static str>,
}

impl Document<'_> {
    fn build(mut self, api: &ApiDef) -> Json {
        let ApiDef { title, version, description, document: _, docs: _ } = api;
        let mut info = object([("title", title.as_str().into())]);
        info.maybe("description", description.as_deref());
        info.set("version", version.as_str());
        let paths = self.paths();
        let mut document = object([
            ("openapi", "3.1.1".into()),
            ("info", info),
            // Where the document was got from.
            ("servers", vec![object([("url", "/".into())])].into()),
            ("tags", self.tags()),
            ("paths", paths),
        ]);
        document.set("components", self.components());
        document
    }

    /// Paths in the order of their first routes.
    fn paths(&mut self) -> Json {
        let mut paths = Vec::<(String, Json)>::new();
        for route in &self.model.routes {
            let operation = self.operation(route);
            let method = operations::method(route.method);
            match paths.iter_mut().find(|(path, _)| *path == route.path.source) {
                Some((_, item)) => {
                    item.set(method, operation);
                }
                None => paths.push((route.path.source.clone(), object([(method, operation)]))),
            }
        }
        Json::Object(paths)
    }

    fn tags(&self) -> Json {
        let mut tags = Vec::new();
        for tag in self.model.routes.iter().filter_map(operations::tag) {
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        Json::List(tags.into_iter().map(|tag| object([("name", tag.into())])).collect())
    }

    fn components(self) -> Json {
        let (violation, problem) = (self.schemas.free_name("Violation"), self.problem);
        let mut schemas = self.schemas.components();
        schemas.push((problem.clone(), problem_schema(&violation)));
        schemas.push((violation, violation_schema()));
        let mut components = object([("schemas", Json::Object(schemas))]);
        components.set("responses", Json::Object(self.responses));
        if self.model.routes.iter().any(|route| route.idempotency_key) {
            components.set("parameters", object([("IdempotencyKey", operations::idempotency_key())]));
        }
        if !self.links.is_empty() {
            components.set("links", Json::Object(self.links.into_iter().collect()));
        }
        let headers = headers::components().into_iter().filter(|(name, _)| self.headers.contains(name));
        components.set("headers", Json::Object(headers.map(|(name, header)| (name.to_owned(), header)).collect()));
        let schemes = security::schemes(self.model);
        if !schemes.is_empty() {
            components.set("securitySchemes", Json::Object(schemes));
        }
        components
    }

    /// The name of a response, which is added where there is no equal one.
    fn shared_response(&mut self, name: &str, response: Json) -> String {
        let mut free = name.to_owned();
        for number in 2.. {
            match self.responses.iter().find(|(taken, _)| *taken == free) {
                Some((_, known)) if *known == response => return free,
                Some(_) => free = format!("{name}{number}"),
                None => break,
            }
        }
        self.responses.push((free.clone(), response));
        free
    }
}

/// Problem details (RFC 9457).
fn problem_schema(violation: &str) -> Json {
    let text = |description: &str| object([("type", "string".into()), ("description", description.into())]);
    let mut status = object([("type", "integer".into()), ("description", "The HTTP status.".into())]);
    status.set("minimum", 400).set("maximum", 599);
    let mut reference_text = text("The kind of problem, as a reference.");
    reference_text.set("format", "uri-reference");
    let mut errors = object([("type", "array".into()), ("items", reference("schemas", violation))]);
    errors.set("description", "Every violation of a request that is not valid.");
    object([
        ("type", "object".into()),
        ("description", "What went wrong (RFC 9457).".into()),
        (
            "properties",
            object([
                ("type", reference_text),
                ("title", text("The kind of problem in words.")),
                ("status", status),
                ("detail", text("This occurrence in words.")),
                ("code", text("The kind of problem, for programs.")),
                ("request_id", text("What the request is called in the service's log.")),
                ("errors", errors),
            ]),
        ),
        ("required", vec!["type", "title", "status", "detail", "code", "request_id"].into()),
    ])
}

fn violation_schema() -> Json {
    let text = |description: &str| object([("type", "string".into()), ("description", description.into())]);
    object([
        ("type", "object".into()),
        ("description", "One thing that is wrong with a request.".into()),
        (
            "properties",
            object([
                (
                    "pointer",
                    text(
                        "Where: a JSON Pointer into the body, `?name` for a query parameter, `{name}` for a path \
                          parameter, or a header field's name.",
                    ),
                ),
                ("code", text("The rule, such as `required`, `type`, `max` or `pattern`.")),
                ("detail", text("The rule in words.")),
            ]),
        ),
        ("required", vec!["pointer", "code", "detail"].into()),
    ])
}

/// Lines of documentation as one text; an empty line parts paragraphs.
fn joined(docs: &[String]) -> Option<String> {
    let mut text = String::new();
    for line in docs {
        match line.trim() {
            "" => text.push_str("\n\n"),
            line => {
                // A list, or an indented line, begins anew.
                let separator = if line.starts_with(['-', '*', '|', '#']) { "\n" } else { " " };
                if !text.is_empty() && !text.ends_with('\n') {
                    text.push_str(separator);
                }
                text.push_str(line);
            }
        }
    }
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
