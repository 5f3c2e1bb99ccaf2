//! A route as an operation: parameters, body, and every answer.

use super::json::{Json, object, reference};
use super::problems::{self, Problem};
use super::schemas::Way;
use super::{Document, examples, headers, joined, links, security};
use crate::model::{Field, Method, Reply, ReplyBody, Route, Segment, TypeDef};
use crate::names::status_constant;

impl Document<'_> {
    pub(super) fn operation(&mut self, route: &Route) -> Json {
        let mut operation = object([("operationId", route.name.source.as_str().into())]);
        if let Some(docs) = joined(&route.docs) {
            let (summary, rest) = split_summary(&docs);
            operation.set("summary", summary);
            operation.maybe("description", rest.map(|_| docs.as_str()));
        }
        operation.maybe("tags", tag(route).map(|tag| vec![tag]));
        operation.set("security", security::of_route(self.model, route));
        let parameters = self.parameters(route);
        if !parameters.is_empty() {
            operation.set("parameters", parameters);
        }
        operation.maybe("requestBody", self.request_body(route));
        let mut responses: Vec<(u16, Json)> =
            route.replies.iter().map(|reply| (reply.status, self.reply(route, reply))).collect();
        for (status, problems) in problems::of_route(self.model, route) {
            responses.push((status, self.problems(route, status, &problems)));
        }
        let responses = responses.into_iter().map(|(status, response)| (status.to_string(), response));
        operation.set("responses", Json::Object(responses.collect()));
        operation
    }

    // ---- what is sent ------------------------------------------------------------------------

    fn parameters(&self, route: &Route) -> Json {
        let in_path = route.path.segments.iter().filter_map(|segment| match segment {
            Segment::Param(field) => Some(self.parameter(field, "path")),
            Segment::Literal(_) => None,
        });
        let in_query = route.query.iter().map(|field| self.parameter(field, "query"));
        let key = route.idempotency_key.then(|| reference("parameters", "IdempotencyKey"));
        Json::List(in_path.chain(in_query).chain(key).collect())
    }

    fn parameter(&self, field: &Field, place: &str) -> Json {
        let required = !field.optional && field.default.is_none();
        let mut parameter = object([("name", field.name.source.as_str().into()), ("in", place.into())]);
        parameter.maybe("description", joined(&field.docs));
        parameter.set("required", required);
        parameter.set("schema", self.schemas.parameter(field, place == "path"));
        // One that narrows a list would show less of it.
        let shown = required || field.example.is_some();
        parameter.maybe("example", examples::parameter(self.model, field).filter(|_| shown));
        parameter
    }

    fn request_body(&self, route: &Route) -> Option<Json> {
        let name = route.body.as_deref()?;
        let mut content = object([("schema", self.schemas.named(name, Way::Request))]);
        content.maybe("example", examples::record(self.model, name));
        let mut body = object([]);
        body.maybe("description", self.docs_of(name));
        body.set("required", !route.body_optional);
        body.set("content", object([("application/json", content)]));
        Some(body)
    }

    fn docs_of(&self, name: &str) -> Option<String> {
        self.schemas.def(name).and_then(|TypeDef { docs, .. }| joined(docs))
    }

    // ---- what is answered --------------------------------------------------------------------

    fn reply(&mut self, route: &Route, reply: &Reply) -> Json {
        let docs = match &reply.body {
            ReplyBody::Record(name) => self.docs_of(name),
            ReplyBody::Html => Some("A page.".to_owned()),
            ReplyBody::Location => Some("It is at another place.".to_owned()),
            ReplyBody::Socket => Some("What follows are messages of the WebSocket.".to_owned()),
            ReplyBody::Nothing => None,
        };
        let mut response = object([("description", docs.unwrap_or_else(|| phrase(reply.status)).into())]);
        response.set("headers", self.headers(route, reply.status, Some(&reply.body)));
        let content = match &reply.body {
            ReplyBody::Record(name) => {
                let mut content = object([("schema", self.schemas.named(name, Way::Reply))]);
                content.maybe("example", examples::record(self.model, name));
                Some(content)
            }
            ReplyBody::Html => Some(object([("schema", object([("type", "string".into())]))])),
            _ => None,
        };
        if let (Some(content), Some(media_type)) = (content, media_type(&reply.body)) {
            response.set("content", object([(media_type, content)]));
        }
        let links = links::of_reply(self.model, route, reply);
        if !links.is_empty() {
            let references = links.iter().map(|(name, _)| (name.clone(), reference("links", name)));
            response.set("links", Json::Object(references.collect()));
            for (name, link) in links {
                self.links.entry(name).or_insert(link);
            }
        }
        response
    }

    /// One response for all problems of a status. Where they are the framework's alone it is a component, which
    /// operations share.
    fn problems(&mut self, route: &Route, status: u16, problems: &[Problem]) -> Json {
        let schema = self.problem_schema(status, problems);
        let examples = problems.iter().map(|problem| {
            let example = object([("value", problem.example())]);
            (problem.code.clone(), example)
        });
        let titles: Vec<String> =
            problems.iter().map(|problem| format!("`{}`: {}", problem.code, problem.title)).collect();
        let content = object([("schema", schema), ("examples", Json::Object(examples.collect()))]);
        let mut response = object([("description", format!("{}.", titles.join(". ")).into())]);
        response.set("headers", self.headers(route, status, None));
        response.set("content", object([("application/problem+json", content)]));
        if problems.iter().any(|problem| problem.declared) {
            return response;
        }
        reference("responses", &self.shared_response(&phrase(status).replace(' ', ""), response))
    }

    fn problem_schema(&self, status: u16, problems: &[Problem]) -> Json {
        let one = |problem: &Problem| {
            let code = object([("const", problem.code.as_str().into())]);
            let title = object([("const", problem.title.as_str().into())]);
            object([("properties", object([("code", code), ("title", title)]))])
        };
        let of_status = |rest: Json| {
            let mut schema =
                object([("properties", object([("status", object([("const", i64::from(status).into())]))]))]);
            match rest {
                Json::Object(members) => members.into_iter().for_each(|(key, value)| {
                    schema.set(&key, value);
                }),
                _ => return schema,
            }
            schema
        };
        let kinds: Vec<Json> = problems.iter().map(one).collect();
        object([(
            "allOf",
            vec![reference("schemas", &self.problem), of_status(object([("oneOf", kinds.into())]))].into(),
        )])
    }

    /// Header fields of a route's answers of a status.
    fn headers(&mut self, route: &Route, status: u16, body: Option<&ReplyBody>) -> Json {
        let mut found = vec![headers::REQUEST_ID];
        if body == Some(&ReplyBody::Location) {
            found.push(headers::LOCATION);
        }
        match status {
            401 => found.push(headers::WWW_AUTHENTICATE),
            409 if route.idempotency_key => found.push(headers::RETRY_WHERE_RUNNING),
            426 => found.push(headers::UPGRADE),
            429 | 503 => found.push(headers::RETRY_AFTER),
            _ if body.is_some() && route.idempotency_key => found.push(headers::IDEMPOTENT_REPLAYED),
            _ => {}
        }
        // Every counted request hears of its limits; to say so at each problem would hide the rest.
        if status == 429 || body.is_some() && problems::is_counted(self.model, route) {
            found.extend([headers::RATE_LIMIT_POLICY, headers::RATE_LIMIT]);
        }
        self.headers.extend(found.iter().map(|(_, component)| *component));
        let references = found.into_iter().map(|(name, component)| (name.to_owned(), reference("headers", component)));
        Json::Object(references.collect())
    }
}

/// The header field of requests that happen once.
pub(super) fn idempotency_key() -> Json {
    let schema = object([
        ("type", "string".into()),
        ("minLength", 1.into()),
        ("maxLength", 128.into()),
        // Blanks are between others, and none is after a comma.
        ("pattern", r"^(,|[!-+\--~] *)*[!-~]$".into()),
    ]);
    object([
        ("name", "Idempotency-Key".into()),
        ("in", "header".into()),
        ("description", "What the request is known by: the same one again, with the same key, happens once and is answered as the first time.".into()),
        ("required", true.into()),
        ("schema", schema),
        ("example", "5f0c2f6e-1d5b-4f5e-9f63-2d1f0f2b6a11".into()),
    ])
}

/// What a reply is made of.
pub(super) fn media_type(body: &ReplyBody) -> Option<&'static str> {
    match body {
        ReplyBody::Record(_) => Some("application/json"),
        ReplyBody::Html => Some("text/html"),
        ReplyBody::Nothing | ReplyBody::Location | ReplyBody::Socket => None,
    }
}

/// The path's first word, but for an `api` in front.
pub(super) fn tag(route: &Route) -> Option<&str> {
    let mut words = route.path.segments.iter().map(|segment| match segment {
        Segment::Literal(text) => Some(text.as_str()),
        Segment::Param(_) => None,
    });
    let first = words.next().flatten()?;
    let tag = if first == "api" { words.next().flatten()? } else { first };
    (!tag.is_empty()).then_some(tag)
}

/// The first sentence, and what comes after it.
fn split_summary(docs: &str) -> (&str, Option<&str>) {
    let first = docs.split_once("\n\n").map_or(docs, |(first, _)| first);
    let end = first.find(". ").map_or(first.len(), |at| at + 1);
    let (summary, rest) = docs.split_at_checked(end).unwrap_or((docs, ""));
    (summary.trim_end_matches('.'), Some(rest.trim()).filter(|rest| !rest.is_empty()))
}

/// `404` is `Not Found`.
fn phrase(status: u16) -> String {
    if status == 200 {
        return "OK".to_owned();
    }
    heck::ToTitleCase::to_title_case(status_constant(status).unwrap_or("Status").to_lowercase().as_str())
}

pub(super) fn method(method: Method) -> &'static str {
    match method {
        Method::Get => "get",
        Method::Post => "post",
        Method::Put => "put",
        Method::Patch => "patch",
        Method::Delete => "delete",
    }
}
