//! Routes as methods of a class: what each takes, what can come of it, and what it is at run time.
//!
//! Most are requests. A WebSocket is opened instead of fetched; a page or a redirect is what a browser goes to, so those
//! have an address too (`client.url.…`).

use std::fmt::Write as _;

use super::names::{Names, RouteNames};
use super::types::{Vocabulary, Way, path_params};
use super::{doc, property, string};
use crate::client::problems::{GROUPS, Group, callers, common, status};
use crate::model::{ErrorDef, Method, Model, Reply, ReplyBody, Route, Scheme};

/// The arguments, problems and results of every route.
pub(super) fn results(model: &Model, names: &Names, types: &Vocabulary<'_>) -> String {
    let mut out = String::new();
    let routes = || model.routes.iter().filter(|route| !route.is_socket());
    let is_used = |group: &Group| routes().any(|it| common(model, it).0.iter().any(|used| used.name == group.name));
    for group in GROUPS.iter().filter(|group| is_used(group)) {
        let problems: Vec<String> = group.codes.iter().map(|code| problem(code)).collect();
        let docs = [format!("Problems {}.", group.cause)];
        // Writing to a String cannot fail.
        let _ = writeln!(out, "\n{}export type {} =\n  | {};", doc("", &docs), group.name, problems.join("\n  | "));
    }
    for (route, of) in names.routes(model) {
        let place = format!("`{} {}`", route.method.as_str(), route.path.source);
        let args = args(types, route);
        if !args.is_empty() {
            let docs = [format!("What {place} takes.")];
            let _ = write!(out, "\n{}export interface {} {{\n{args}}}\n", doc("", &docs), of.args);
        }
        if route.is_socket() {
            continue;
        }
        let problems = declared(model, route).map(|it| format!("Problem<{}, {}>", it.status, string(&it.name.source)));
        let (groups, single) = common(model, route);
        let single = single.into_iter().map(problem);
        let groups = groups.iter().map(|group| group.name.to_owned());
        let problems: Vec<String> = problems.chain(single).chain(groups).collect();
        let docs = [format!("What can go wrong with {place}.")];
        let _ = writeln!(out, "\n{}export type {} ={};", doc("", &docs), of.problem, either(&problems));
        let replies = route.replies.iter().map(|it| format!("Success<{}, {}>", it.status, data(types, it)));
        let results: Vec<String> = replies.chain([format!("Failure<{}>", of.problem)]).collect();
        let docs = [format!("What comes of {place}.")];
        let _ = writeln!(out, "\n{}export type {} ={};", doc("", &docs), of.result, either(&results));
    }
    out
}

/// What stands behind the `=` of a union, on lines of its own where it has more than three members.
fn either(members: &[String]) -> String {
    if members.len() > 3 { format!("\n  | {}", members.join("\n  | ")) } else { format!(" {}", members.join(" | ")) }
}

/// One of the framework's.
fn problem(code: &str) -> String {
    format!("Problem<{}, {}>", status(code), string(code))
}

fn declared<'m>(model: &'m Model, route: &'m Route) -> impl Iterator<Item = &'m ErrorDef> {
    route.errors.iter().filter_map(|code| model.errors.iter().find(|error| error.name.source == *code))
}

/// What a success carries.
fn data<'m>(types: &Vocabulary<'m>, reply: &'m Reply) -> &'m str {
    match &reply.body {
        ReplyBody::Record(name) => types.record(name, Way::Received),
        ReplyBody::Html | ReplyBody::Location => "string",
        ReplyBody::Nothing | ReplyBody::Socket => "undefined",
    }
}

// ---- arguments -----------------------------------------------------------------------------

/// The members of a route's arguments; empty where it takes none.
fn args(types: &Vocabulary<'_>, route: &Route) -> String {
    let mut out = String::new();
    let group = |key: &str, optional: bool, members: String| {
        let mark = if optional { "?" } else { "" };
        format!("  {key}{mark}: {{\n{members}  }};\n")
    };
    let path: String = path_params(route).map(|field| types.member(field, Way::Sent, "    ")).collect();
    if !path.is_empty() {
        out.push_str(&group("path", false, path));
    }
    let query: String = route.query.iter().map(|field| types.member(field, Way::Sent, "    ")).collect();
    if !query.is_empty() {
        out.push_str(&group("query", is_query_optional(route), query));
    }
    if let Some(body) = &route.body {
        let mark = if route.body_optional { "?" } else { "" };
        let _ = writeln!(out, "  body{mark}: {};", types.record(body, Way::Sent));
    }
    if route.idempotency_key {
        let docs =
            ["1 to 128 characters that stand for this very intent: whoever calls again with the same key and body is \
                     told what came of the first call, and nothing happens twice. Keep it until the result is known."
                .to_owned()];
        out.push_str(&doc("  ", &docs));
        out.push_str("  idempotencyKey: string;\n");
    }
    out
}

fn is_query_optional(route: &Route) -> bool {
    route.query.iter().all(|field| field.optional || field.default.is_some())
}

/// The parameter of a method: `args: GetNodeArgs`, with a default where all of it may be left out.
fn parameter(route: &Route, of: &RouteNames) -> Option<String> {
    let body = route.body.is_some();
    let takes = body || route.idempotency_key || !route.query.is_empty() || path_params(route).next().is_some();
    let needs = (body && !route.body_optional)
        || route.idempotency_key
        || !is_query_optional(route)
        || path_params(route).next().is_some();
    takes.then(|| format!("args: {}{}", of.args, if needs { "" } else { " = {}" }))
}

// ---- the class -----------------------------------------------------------------------------

/// The credentials and the class.
pub(super) fn client(model: &Model, names: &Names) -> String {
    let mut out = credentials(model, names);
    let urls: String =
        names.routes(model).filter(|(route, _)| has_address(route)).map(|(route, of)| address(route, of)).collect();
    out.push_str("\n/** The service. Each of its routes is a method. */\nexport class Client {\n");
    // Where there is no route nothing would read it.
    let to = if model.routes.is_empty() { "" } else { "this.#connection = " };
    if !to.is_empty() {
        out.push_str("  readonly #connection: Connection;\n");
    }
    if !urls.is_empty() {
        let docs = ["Where pages, redirects and WebSockets are: for links, and for browsers to go to.".to_owned()];
        let _ = write!(out, "\n{}  readonly url = {{\n{urls}  }};\n", doc("  ", &docs));
    }
    out.push_str(&constructor(model, to));
    for (route, of) in names.routes(model) {
        let docs = doc("  ", &docs(model, route));
        let code = if route.is_socket() { socket(model, route, of) } else { method(model, route, of) };
        let _ = write!(out, "\n{docs}{code}");
    }
    out.push_str("}\n");
    out
}

fn credentials(model: &Model, names: &Names) -> String {
    let known = model.callers.iter().filter_map(|caller| {
        let ty = match &caller.scheme {
            Scheme::Signature { id, .. } => format!("Signer<{}>", names.of_type(id)),
            Scheme::Bearer { .. } => "Token".to_owned(),
            Scheme::Unknown => return None,
        };
        Some(format!("{}  {}?: {ty};\n", doc("  ", &caller.docs), caller.name.source))
    });
    let members: String = known.collect();
    if members.is_empty() {
        return "\n/** Nobody has to show anything. */\nexport type Credentials = Record<string, never>;\n".to_owned();
    }
    format!("\n/** Who calls, by kind. */\nexport interface Credentials {{\n{members}}}\n")
}

fn constructor(model: &Model, to: &str) -> String {
    let mut callers = String::new();
    for caller in &model.callers {
        let name = &caller.name.source;
        let made = match &caller.scheme {
            Scheme::Signature { time_header, .. } => {
                // What decides whether a request happens twice is not for a proxy to change.
                let cover = ["idempotency-key"].into_iter().chain(time_header.as_deref());
                let cover: Vec<_> = cover.map(|it| string(&it.to_ascii_lowercase())).collect();
                format!("signed(credentials.{name}, [{}])", cover.join(", "))
            }
            Scheme::Bearer { .. } => format!("bearer(credentials.{name})"),
            Scheme::Unknown => continue,
        };
        let _ = writeln!(callers, "      {name}: {made},");
    }
    if callers.is_empty() {
        return format!("\n  constructor(options: ClientOptions) {{\n    {to}new Connection(options, {{}});\n  }}\n");
    }
    format!(
        "\n  constructor(options: ClientOptions) {{\n    const credentials = options.credentials ?? {{}};\n    \
         {to}new Connection(options, {{\n{callers}    }});\n  }}\n"
    )
}

/// The spec's comment, who may call, and the route's own problems.
fn docs(model: &Model, route: &Route) -> Vec<String> {
    let mut lines = route.docs.clone();
    if !lines.is_empty() {
        lines.push(String::new());
    }
    let who = if route.is_open() { "anyone".to_owned() } else { route.caller.join(" or ") };
    lines.push(format!("`{} {}`, for {who}.", route.method.as_str(), route.path.source));
    for error in declared(model, route) {
        lines.push(format!("- {} `{}`: {}", error.status, error.name.source, error.title));
    }
    lines
}

/// Expands to:
/// ```text
/// getNode(args: GetNodeArgs, options?: CallOptions<"node" | "admin">): Promise<GetNodeResult> {
///   return this.#connection.call({ method: "GET", path: "/node", … }, args, options);
/// }
/// ```
fn method(model: &Model, route: &Route, of: &RouteNames) -> String {
    let RouteNames { method, result, .. } = of;
    let kinds: Vec<String> = known_callers(model, route).iter().map(|name| string(name)).collect();
    let options =
        if kinds.is_empty() { "CallOptions".to_owned() } else { format!("CallOptions<{}>", kinds.join(" | ")) };
    let (parameter, args) = match parameter(route, of) {
        Some(parameter) => (format!("{parameter}, "), "args"),
        None => (String::new(), "{}"),
    };
    let replies: Vec<String> =
        route.replies.iter().map(|it| format!("{}: {}", it.status, string(carries(&it.body)))).collect();
    let mut facts = vec![
        format!("method: {}", string(route.method.as_str())),
        format!("path: {}", string(&route.path.source)),
        format!("replies: {{ {} }}", replies.join(", ")),
    ];
    if !kinds.is_empty() {
        facts.push(format!("callers: [{}]", kinds.join(", ")));
    }
    if !route.errors.is_empty() {
        let errors: Vec<String> = route.errors.iter().map(|code| string(code)).collect();
        facts.push(format!("errors: [{}]", errors.join(", ")));
    }
    let facts: String = facts.iter().map(|fact| format!("      {fact},\n")).collect();
    format!(
        "  {method}({parameter}options?: {options}): Promise<{result}> {{\n    return this.#connection.call({{\n{facts}    }}, \
         {args}, options);\n  }}\n"
    )
}

fn carries(body: &ReplyBody) -> &'static str {
    match body {
        ReplyBody::Record(_) => "json",
        ReplyBody::Html => "html",
        ReplyBody::Location => "location",
        ReplyBody::Nothing | ReplyBody::Socket => "nothing",
    }
}

/// Those who may call and can show it, in the route's order.
fn known_callers<'m>(model: &'m Model, route: &'m Route) -> Vec<&'m str> {
    callers(model, route).filter(|it| it.scheme != Scheme::Unknown).map(|it| it.name.source.as_str()).collect()
}

// ---- what is not fetched -------------------------------------------------------------------

/// Whether a browser goes there, or opens it, by its address alone.
fn has_address(route: &Route) -> bool {
    let by_address = |reply: &Reply| matches!(reply.body, ReplyBody::Html | ReplyBody::Location | ReplyBody::Socket);
    route.method == Method::Get && route.replies.iter().any(by_address)
}

fn address(route: &Route, of: &RouteNames) -> String {
    let (parameter, args) = match parameter(route, of) {
        Some(parameter) => (parameter, "args"),
        None => (String::new(), "{}"),
    };
    let path = string(&route.path.source);
    let name = property(&of.method);
    let of = if route.is_socket() { "urlOfSocket" } else { "url" };
    format!("    {name}: ({parameter}): URL => this.#connection.{of}({path}, {args}),\n")
}

/// A WebSocket of browsers cannot carry credentials: where they are asked for, the caller opens it.
fn socket(model: &Model, route: &Route, of: &RouteNames) -> String {
    let RouteNames { method, .. } = of;
    let parameter = parameter(route, of);
    let comma = if parameter.is_some() { ", " } else { "" };
    let args = if parameter.is_some() { "args" } else { "{}" };
    let parameter = parameter.unwrap_or_default();
    if route.is_open() {
        let call = if parameter.is_empty() { "" } else { "args" };
        return format!(
            "  {method}({parameter}{comma}protocols: string[] = []): WebSocket {{\n    \
             return new WebSocket(this.url.{method}({call}), protocols);\n  }}\n"
        );
    }
    let kinds: Vec<String> = known_callers(model, route).iter().map(|name| string(name)).collect();
    let (list, either) = (kinds.join(", "), if kinds.is_empty() { "never".to_owned() } else { kinds.join(" | ") });
    let path = string(&route.path.source);
    format!(
        "  {method}({parameter}{comma}options?: CallOptions<{either}>): Promise<{{ url: URL; headers: Headers }}> {{\n    \
         return this.#connection.socket({path}, [{list}], {args}, options);\n  }}\n"
    )
}
