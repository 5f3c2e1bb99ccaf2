//! What the host itself answers with: the interface's OpenAPI document, and the page that shows it.
//!
//! On Cloudflare these are files beside the Worker, which never hears of such requests. Here they are in the binary,
//! made ready once when the Worker starts, and stand before the Worker likewise.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::rc::Rc;

use http::{Method, StatusCode};
use sha2::{Digest, Sha256};
use williw_docs::{CONTENT_SECURITY_POLICY, FILES, File};
use williw_workers::cron::{JobOutcome, Trigger};
use williw_workers::driver::{Host, LocalFuture, Manifest, ObjectDriver, Running, RunningObject};
use williw_workers::durable_objects::ObjectError;
use williw_workers::http::exchange::request_id;
use williw_workers::http::{Failure, Headers, Request, Response};

/// A Worker with the documents of its interface.
pub(crate) struct WithDocuments {
    worker: Rc<dyn Running>,
    host: Rc<dyn Host>,
    documents: Vec<Document>,
}

impl WithDocuments {
    /// The Worker itself where it has no documents.
    pub(crate) fn around(worker: Rc<dyn Running>, host: Rc<dyn Host>, manifest: &Manifest) -> Rc<dyn Running> {
        match documents(manifest) {
            documents if documents.is_empty() => worker,
            documents => Rc::new(Self { worker, host, documents }),
        }
    }

    fn answer(&self, request: &Request) -> Option<Response> {
        let (path, _) = request.path_and_query();
        let document = self.documents.iter().find(|document| document.path == path)?;
        Some(match request.method {
            Method::GET | Method::HEAD => document.response(&request.headers),
            Method::OPTIONS => document.preflight(),
            _ => {
                let id = request.id.unwrap_or_else(|| request_id(&request.headers, &*self.host));
                Failure::method_not_allowed("GET, HEAD, OPTIONS").into_response(&*self.host, &id)
            }
        })
    }
}

impl Running for WithDocuments {
    fn fetch(&self, request: Request) -> LocalFuture<'_, Response> {
        match self.answer(&request) {
            Some(response) => Box::pin(std::future::ready(response)),
            None => self.worker.fetch(request),
        }
    }

    fn scheduled<'a>(&'a self, trigger: Trigger<'a>, scheduled_ms: u64) -> LocalFuture<'a, Vec<JobOutcome>> {
        self.worker.scheduled(trigger, scheduled_ms)
    }

    fn object(&self, class: &str, driver: Rc<dyn ObjectDriver>) -> Option<Result<Rc<dyn RunningObject>, ObjectError>> {
        self.worker.object(class, driver)
    }
}

/// All documents of a Worker.
fn documents(manifest: &Manifest) -> Vec<Document> {
    let Manifest { name, openapi, openapi_path, docs_path, .. } = *manifest;
    if openapi.is_empty() {
        return Vec::new();
    }
    let document = |path: String, content, etag, headers| Document { path, content, etag, headers };
    let mut all =
        vec![document(openapi_path.to_owned(), Content::Text(openapi), etag(openapi.as_bytes()), OF_INTERFACE)];
    if !docs_path.is_empty() {
        let page = williw_docs::page(name, docs_path, openapi_path);
        let tag = etag(page.as_bytes());
        all.push(document(docs_path.to_owned(), Content::Page(page), tag, OF_PAGE));
        // Where Cloudflare leads to the page, too.
        all.push(document(format!("{docs_path}/"), Content::At(docs_path), String::new(), &[]));
        all.extend(FILES.map(|file| {
            let tag = etag(file.gzip().map_or_else(|| Cow::Owned(file.plain()), Cow::Borrowed).as_ref());
            document(format!("{docs_path}/{}", file.name), Content::File(file, OnceCell::new()), tag, &[])
        }));
    }
    all
}

/// What is at a path.
struct Document {
    path: String,
    content: Content,
    etag: String,
    headers: &'static [(&'static str, &'static str)],
}

enum Content {
    /// The interface as OpenAPI.
    Text(&'static str),
    Page(String),
    /// A file, and the same uncompressed once somebody has asked for it so: to inflate takes milliseconds, and there is one
    /// thread for everybody.
    File(File, OnceCell<Vec<u8>>),
    /// A redirect.
    At(&'static str),
}

/// Anybody's page may read the document, and tools of other origins do.
const OF_INTERFACE: &[(&str, &str)] = &[("access-control-allow-origin", "*")];
const OF_PAGE: &[(&str, &str)] =
    &[("content-security-policy", CONTENT_SECURITY_POLICY), ("referrer-policy", "no-referrer")];

impl Document {
    fn response(&self, headers: &Headers) -> Response {
        if let Content::At(path) = self.content {
            return Response::new(StatusCode::TEMPORARY_REDIRECT).with_header("location", path);
        }
        // Weak comparison (RFC 9110, 13.1.2).
        let known = headers.get("if-none-match").unwrap_or_default();
        let own = self.etag.trim_start_matches("W/");
        let mut known = known.split(',').map(|tag| tag.trim().trim_start_matches("W/"));
        let response = if known.any(|tag| tag == own || tag == "*") {
            Response::new(StatusCode::NOT_MODIFIED)
        } else {
            self.whole(headers)
        };
        let response = response
            .with_header("etag", self.etag.clone())
            // A new build has new ones; asking costs nothing but the question.
            .with_header("cache-control", "no-cache")
            .with_header("vary", "accept-encoding")
            .with_header("x-content-type-options", "nosniff");
        self.headers.iter().fold(response, |response, (name, value)| response.with_header(name, *value))
    }

    fn whole(&self, headers: &Headers) -> Response {
        let ok = Response::new(StatusCode::OK);
        match &self.content {
            Content::Text(text) => ok.with_body("application/json", text.as_bytes().to_vec()),
            Content::Page(page) => ok.with_body("text/html; charset=utf-8", page.clone().into_bytes()),
            Content::File(file, plain) => match file.gzip().filter(|_| takes_gzip(headers)) {
                Some(gzip) => ok.with_body(file.content_type, gzip.to_vec()).with_header("content-encoding", "gzip"),
                None => ok.with_body(file.content_type, plain.get_or_init(|| file.plain()).clone()),
            },
            Content::At(_) => ok,
        }
    }

    /// Any origin may ask, with any header field.
    fn preflight(&self) -> Response {
        let response = Response::options("GET, HEAD, OPTIONS");
        match self.content {
            Content::Text(_) => response
                .with_header("access-control-allow-origin", "*")
                .with_header("access-control-allow-methods", "GET, HEAD")
                .with_header("access-control-allow-headers", "*"),
            _ => response,
        }
    }
}

/// Whether a client says that it takes gzip. One that says nothing gets the file as it is: not every tool looks.
fn takes_gzip(headers: &Headers) -> bool {
    let accepted = headers.get("accept-encoding").unwrap_or_default();
    accepted.split(',').any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let refused = weight.trim().strip_prefix("q=").and_then(|q| q.parse::<f32>().ok()).is_some_and(|q| q <= 0.0);
        name.trim().eq_ignore_ascii_case("gzip") && !refused
    })
}

fn etag(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    // Weak: the same with and without compression.
    let mut tag = String::from("W/\"");
    for byte in digest.iter().take(12) {
        tag.push_str(&format!("{byte:02x}"));
    }
    tag.push('"');
    tag
}
