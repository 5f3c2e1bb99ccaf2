//! The TypeScript client: one file on `fetch`, without a dependency, that also runs where types are only stripped.
//!
//! What does not depend on the spec stands in `typescript/*.ts`, as TypeScript, and is appended as it is. Choices, each
//! what users of TypeScript would miss otherwise:
//!
//! * **A call returns a result, and does not throw what the service declares.** A `catch` has no type, so an exception
//!   would lose the one thing that the table knows: which problems a route can answer with. A result is a union that `ok`,
//!   `status` and `problem.code` tell apart, and a `switch` over it is checked for completeness. What nobody declares (no
//!   network, a proxy's page) is thrown. `unwrap` turns a result into data or an exception.
//! * **Ids are strings with a flavour**: a `NodeId` is no `TaskId`, yet a literal or a text from elsewhere needs no cast.
//!   A brand would demand one at every place where texts come from, and users then cast without looking.
//! * **A record that has defaults has two forms** where it is both sent and received: what may be left out is always there
//!   in a reply.
//! * JSON's own names are kept, so that what is logged, documented and typed is one thing; methods are `camelCase`.

mod names;
mod routes;
mod types;

use std::fmt::Write as _;

use crate::client::problems;
use crate::model::{Model, Scheme};
use names::Names;

/// How the file begins.
const HEAD: &str = "// Made by `cargo williw client ts` from the spec; do not edit.\n";

/// What stands between what was made of the spec and what every client has.
pub const SHARED: &str =
    "\n// ---- what every client has ----------------------------------------------------------------\n\n";

const CORE: &str = include_str!("typescript/core.ts");
const BEARER: &str = include_str!("typescript/bearer.ts");
const SIGNATURE: &str = include_str!("typescript/signature.ts");

/// The client as one file, the same for the same model. The service need not be running, and is not named in it.
pub fn typescript(model: &Model) -> String {
    let names = Names::of(model);
    let mut out = HEAD.to_owned();
    let types = types::Vocabulary::of(model, &names);
    out.push_str(&types.declarations());
    out.push_str(&routes::results(model, &names, &types));
    out.push_str(&routes::client(model, &names));
    out.push_str(SHARED);
    out.push_str(CORE);
    out.push('\n');
    out.push_str(&problems::list());
    for (piece, needed) in [
        (BEARER, model.callers.iter().any(|caller| matches!(caller.scheme, Scheme::Bearer { .. }))),
        (SIGNATURE, model.callers.iter().any(|caller| matches!(caller.scheme, Scheme::Signature { .. }))),
    ] {
        if needed {
            out.push('\n');
            out.push_str(piece);
        }
    }
    out
}

/// A comment above a declaration, of lines that are whole; an empty one is a gap. Nothing where there is none.
fn doc(indent: &str, lines: &[String]) -> String {
    // A comment of the spec's cannot end ours.
    let line = |line: &String| line.trim().replace("*/", "*\\/");
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = match lines {
        [] => Ok(()),
        [only] => writeln!(out, "{indent}/** {} */", line(only)),
        lines => {
            let body: String =
                lines.iter().map(|it| format!("{indent} * {}", line(it)).trim_end().to_owned() + "\n").collect();
            write!(out, "{indent}/**\n{body}{indent} */\n")
        }
    };
    out
}

/// A name as a property of an object.
fn property(name: &str) -> String {
    let plain = name.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_' || it == '$')
        && name.chars().all(|it| it.is_ascii_alphanumeric() || it == '_' || it == '$');
    if plain { name.to_owned() } else { string(name) }
}

/// A string literal: JSON's are TypeScript's too.
fn string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
