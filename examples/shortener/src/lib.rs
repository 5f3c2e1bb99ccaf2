//! A link shortener: links live in D1, redirects are read through a cache in KV, and there is a page to make them.

mod page;

use std::time::Duration;

use williw_workers::d1::{Key, PageRequest};
use williw_workers::driver::Level;
use williw_workers::http::{Anyone, Html, Location};

#[williw_workers::spec("spec")]
pub mod app {}

use app::Cx;
use app::api::{AddLinkError, FollowError, FollowPath, HomeError, ListLinksError, ListLinksQuery};
use app::db::{Link, links};
use app::queries;
use app::types::{NewLink, ShortLink, ShortLinks, Slug};

/// How long KV keeps where a link leads.
const CACHED: Duration = Duration::from_secs(3600);

/// The service. All that it knows is in its bindings.
#[derive(Clone, Copy, Debug)]
pub struct Service;

#[app::handlers]
impl app::Api for Service {
    async fn home(&self, cx: &Cx, _: Anyone) -> Result<Html, HomeError> {
        let latest = cx.db.run(links::page(PageRequest::first(20).descending())).await?;
        Ok(page::home(&latest.rows))
    }

    async fn add_link(&self, cx: &Cx, _: Anyone, body: NewLink) -> Result<ShortLink, AddLinkError> {
        let slug = match body.slug {
            Some(slug) => slug,
            None => random_slug(cx)?,
        };
        match cx.db.run(queries::add_link(&slug, &body.url, cx.clock.now())).await {
            Ok(link) => Ok(link.into()),
            Err(error) if error.is_unique("links", &["slug"]) => Err(AddLinkError::SlugTaken("choose another".into())),
            Err(error) => Err(error.into()),
        }
    }

    async fn list_links(&self, cx: &Cx, _: Anyone, query: ListLinksQuery) -> Result<ShortLinks, ListLinksError> {
        let page = PageRequest::from_cursor(query.cursor.as_deref(), query.limit)?;
        let page = cx.db.run(links::page(page.descending())).await?;
        let next = page.next.map(|key| key.to_cursor());
        Ok(ShortLinks { links: page.rows.into_iter().map(ShortLink::from).collect(), next })
    }

    async fn follow(&self, cx: &Cx, _: Anyone, FollowPath { slug }: FollowPath) -> Result<Location, FollowError> {
        let read = async || match cx.db.run(links::by_slug(&slug)).await? {
            Some(link) => Ok(link.url),
            None => Err(FollowError::LinkNotFound("".into())),
        };
        let url = cx.cache.link(&slug).cached(CACHED, read).await?;
        // Whoever follows a link shall get there, counted or not.
        if let Err(error) = cx.db.run(queries::count_hit(&slug)).await {
            cx.host.log(Level::Warn, &format!("a hit of `{slug}` is not counted: {error}"));
        }
        Ok(Location(url.into_string()))
    }
}

impl From<Link> for ShortLink {
    fn from(Link { slug, url, hits, created_at, .. }: Link) -> Self {
        ShortLink { slug, url, hits, created_at }
    }
}

/// Eight letters and digits: two of them meet once in 2.8 million million.
fn random_slug(cx: &Cx) -> Result<Slug, AddLinkError> {
    let mut bytes = [0; 8];
    cx.random(&mut bytes);
    let digits = bytes.iter().filter_map(|byte| char::from_digit(u32::from(byte % 36), 36));
    Slug::parse(digits.collect::<String>()).map_err(|error| AddLinkError::Internal(error.to_string()))
}

/// What a slug may not be, though it looks like one; `spec/types.toml` names this function.
fn not_reserved(slug: &str) -> Result<String, &'static str> {
    match slug {
        "links" => Err("is a path of this service"),
        _ => Ok(slug.to_owned()),
    }
}

#[cfg(target_arch = "wasm32")]
williw_cloudflare::entry!(app::worker(Service));
