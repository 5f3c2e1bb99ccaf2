//! The names of the file's declarations, all different: those that every client has, then the spec's own.
//!
//! A record may be called `Request`, `Error` or `Client`: it gets a number, as in Rust where names meet.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToLowerCamelCase as _, ToPascalCase as _};

use crate::model::{Model, Route};
use crate::names::numbered;

/// What the shared part declares, and what it uses of the language and of the platform.
const TAKEN: [&str; 50] = [
    "AbortSignal",
    "Args",
    "ArrayBuffer",
    "Authorize",
    "BodyProblem",
    "COMMON_CODES",
    "CallOptions",
    "Client",
    "ClientError",
    "ClientOptions",
    "CommonProblem",
    "Connection",
    "Credentials",
    "CryptoKey",
    "Date",
    "Error",
    "Extract",
    "Failure",
    "Headers",
    "IdempotencyProblem",
    "Infinity",
    "JSON",
    "Math",
    "NaN",
    "Number",
    "Object",
    "Outgoing",
    "Problem",
    "ProblemError",
    "Promise",
    "Record",
    "RequestInit",
    "Response",
    "Result",
    "Route",
    "SignatureProblem",
    "Signer",
    "String",
    "Success",
    "TextEncoder",
    "Timestamp",
    "Token",
    "URL",
    "Uint8Array",
    "Violation",
    "WebSocket",
    "globalThis",
    "Readonly",
    "Array",
    "Function",
];

/// Members that every object, class or promise has.
const MEMBERS: [&str; 6] = ["constructor", "then", "toString", "url", "valueOf", "hasOwnProperty"];

/// The names of one file.
pub(super) struct Names {
    types: BTreeMap<String, String>,
    inputs: BTreeMap<String, String>,
    /// By position of the route.
    routes: Vec<RouteNames>,
}

/// The names of one route.
pub(super) struct RouteNames {
    pub(super) method: String,
    pub(super) args: String,
    pub(super) problem: String,
    pub(super) result: String,
}

impl Names {
    pub(super) fn of(model: &Model) -> Self {
        let mut taken: BTreeSet<String> = TAKEN.map(str::to_owned).into();
        let mut settle = |ideal: String| {
            let name = if taken.contains(&ideal) { numbered(&ideal, |it| !taken.contains(it)) } else { ideal };
            taken.insert(name.clone());
            name
        };
        let of_types = |suffix: &str, settle: &mut dyn FnMut(String) -> String| {
            let names =
                model.types.iter().map(|def| (def.name.rust.clone(), settle(format!("{}{suffix}", def.name.source))));
            names.collect()
        };
        let types = of_types("", &mut settle);
        let mut methods: BTreeSet<String> = MEMBERS.map(str::to_owned).into();
        let routes = model.routes.iter().map(|Route { name, .. }| {
            let pascal = name.source.to_pascal_case();
            let ideal = name.source.to_lower_camel_case();
            let method = if methods.contains(&ideal) { numbered(&ideal, |it| !methods.contains(it)) } else { ideal };
            methods.insert(method.clone());
            let mut of = |suffix: &str| settle(format!("{pascal}{suffix}"));
            RouteNames { method, args: of("Args"), problem: of("Problem"), result: of("Result") }
        });
        let routes = routes.collect();
        let inputs = of_types("Input", &mut settle);
        Names { types, inputs, routes }
    }

    /// A type of the spec, as a reply has it.
    pub(super) fn of_type<'n>(&'n self, rust: &'n str) -> &'n str {
        self.types.get(rust).map_or(rust, String::as_str)
    }

    /// A record as a request has it, where that is another type.
    pub(super) fn of_input<'n>(&'n self, rust: &'n str) -> &'n str {
        self.inputs.get(rust).map_or(rust, String::as_str)
    }

    /// The routes' names, in the order of the table.
    pub(super) fn routes<'n>(&'n self, model: &'n Model) -> impl Iterator<Item = (&'n Route, &'n RouteNames)> {
        model.routes.iter().zip(&self.routes)
    }
}
