//! The page. `html!` escapes every value; only files of our own go in as they are.

use maud::{DOCTYPE, PreEscaped, html};
use williw_workers::http::Html;

use crate::app::db::Link;

/// A form, and these links.
pub(crate) fn home(latest: &[Link]) -> Html {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Shortener" }
                style { (PreEscaped(include_str!("page/style.css"))) }
            }
            body {
                h1 { "Shortener" }
                form {
                    input name="url" type="url" aria-label="Address" required autofocus
                        placeholder="https://example.com/a/long/address";
                    input name="slug" aria-label="Slug" pattern="[A-Za-z0-9_\\-]{3,40}"
                        placeholder="slug (optional)";
                    button { "Shorten" }
                    output {}
                }
                h2 { "Latest links" }
                @if latest.is_empty() {
                    p { "There are none yet." }
                } @else {
                    table {
                        @for link in latest {
                            tr {
                                td { a href={ "/" (link.slug) } { "/" (link.slug) } }
                                td.url { (link.url) }
                                td.hits { (link.hits) @if link.hits == 1 { " hit" } @else { " hits" } }
                            }
                        }
                    }
                }
                script { (PreEscaped(include_str!("page/form.js"))) }
            }
        }
    };
    Html(page.into_string())
}
