//! The page that shows an interface's OpenAPI document: [Swagger UI](https://github.com/swagger-api/swagger-ui), with
//! all that it needs, from the service's own origin.
//!
//! One source for both hosts: the embedded server answers with these bytes, and `cargo williw assets` writes them where
//! Cloudflare serves them as files. The viewer comes with a crate, so nothing is downloaded and nothing of it is
//! copied into a repository.

/// A file of the page.
#[derive(Clone, Copy, Debug)]
pub struct File {
    /// Its name in the page's folder.
    pub name: &'static str,
    /// Its media type.
    pub content_type: &'static str,
    bytes: Bytes,
}

#[derive(Clone, Copy, Debug)]
enum Bytes {
    Plain(&'static [u8]),
    Gzip(&'static [u8]),
}

macro_rules! viewer {
    ($name:literal) => {
        Bytes::Gzip(include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".gz")))
    };
}

/// All files of the page but the page itself.
pub const FILES: [File; 3] = [
    File { name: "swagger-ui.css", content_type: "text/css; charset=utf-8", bytes: viewer!("swagger-ui.css") },
    File {
        name: "swagger-ui-bundle.js",
        content_type: "text/javascript; charset=utf-8",
        bytes: viewer!("swagger-ui-bundle.js"),
    },
    File {
        name: "start.js",
        content_type: "text/javascript; charset=utf-8",
        bytes: Bytes::Plain(include_bytes!("start.js")),
    },
];

/// What the page may load and whom it may ask: this origin alone. Swagger UI sets styles on elements, and has its icons
/// in its style sheet.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The page. `page` and `document` are paths, such as `/api/docs` and `/api/openapi.json`; the page's files are in a
/// folder of its path.
///
/// ```
/// let page = williw_docs::page("Shop", "/api/docs", "/api/openapi.json");
/// assert!(page.contains(r#"<script src="/api/docs/start.js""#));
/// ```
pub fn page(title: &str, page: &str, document: &str) -> String {
    let [title, page, document] = [title, page, document].map(escape);
    format!(
        r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{page}/swagger-ui.css">
</head>
<body>
<div id="swagger-ui" data-document="{document}"></div>
<noscript><p>This page needs JavaScript. What it shows is in <a href="{document}">{document}</a>.</p></noscript>
<script src="{page}/swagger-ui-bundle.js"></script>
<script src="{page}/start.js"></script>
</body>
</html>
"#
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

impl File {
    /// The file compressed with gzip, where that is how it is kept.
    pub fn gzip(&self) -> Option<&'static [u8]> {
        match self.bytes {
            Bytes::Gzip(bytes) => Some(bytes),
            Bytes::Plain(_) => None,
        }
    }

    /// The file as it is; what is kept compressed is inflated at each call.
    pub fn plain(&self) -> Vec<u8> {
        match self.bytes {
            Bytes::Plain(bytes) => bytes.to_vec(),
            Bytes::Gzip(bytes) => {
                // The envelope is of a fixed size, as the build writes it.
                let data = bytes.get(10..bytes.len().saturating_sub(8)).unwrap_or_default();
                miniz_oxide::inflate::decompress_to_vec(data).unwrap_or_default()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_compressed_is_whole() {
        for file in FILES {
            let plain = file.plain();
            assert!(std::str::from_utf8(&plain).is_ok_and(|text| !text.trim().is_empty()), "{}", file.name);
            if let Some([.., a, b, c, d]) = file.gzip() {
                assert_eq!(usize::try_from(u32::from_le_bytes([*a, *b, *c, *d])), Ok(plain.len()), "{}", file.name);
            }
        }
    }

    #[test]
    fn a_title_stays_text() {
        assert!(page("<b>\"x\" & y", "/d", "/o").contains("<title>&lt;b>&quot;x&quot; &amp; y</title>"));
    }
}
