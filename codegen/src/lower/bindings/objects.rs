//! Durable Object classes proved: methods that can be called, names that do not meet, shards that make sense.
//!
//! A class's own SQL needs SQLite's word and is lowered elsewhere (`lower::databases`).

use std::collections::BTreeMap;

use super::{Scope, refused_names};
use crate::diag::Diagnostics;
use crate::lower::fields::{lower_field, settle_names};
use crate::lower::routes::is_snake_case;
use crate::lower::types::{Types, is_pascal_case};
use crate::model::{Field, MethodDef, Name, ObjectDef, SocketDef};
use crate::names;
use crate::parse::bindings as syntax;
use crate::parse::toml::list;
use crate::parse::types as fields;
use crate::source::{Span, Spanned};

/// What every object's trait and stub have.
const RESERVED_METHODS: [&str; 9] = ["new", "start", "alarm", "connect", "message", "close", "error", "name", "id"];

/// Traits of the spec's own, which `#[app::handlers]` would take a class's trait for.
const RESERVED_CLASSES: [&str; 4] = ["Api", "Callers", "Cron", "Objects"];

/// Variants that every method's error has.
const RESERVED_ERRORS: [&str; 2] = ["Object", "Invalid"];

/// How many objects a class may be spread over.
const SHARDS: std::ops::RangeInclusive<u32> = 2..=1024;

/// Lowers all classes; what is wrong is reported and left out.
pub(super) fn lower_objects<'s>(
    cx: &mut Diagnostics,
    scope: &mut Scope<'s>,
    types: &Types,
    syntax: &'s [syntax::Object],
) -> Vec<ObjectDef> {
    let mut all: Vec<ObjectDef> = syntax.iter().filter_map(|object| lower_object(cx, scope, types, object)).collect();
    check_types(cx, &mut all);
    all
}

fn lower_object<'s>(
    cx: &mut Diagnostics,
    scope: &mut Scope<'s>,
    types: &Types,
    object: &'s syntax::Object,
) -> Option<ObjectDef> {
    let class = object.name.as_str();
    let named = is_pascal_case(class);
    if !named {
        let better = names::type_name(class);
        let building = cx.error("bad-name", object.name.span, format!("object `{class}` must be in PascalCase"));
        if is_pascal_case(&better) {
            let _ = building.label("its name is that of a class").help(format!("write `{better}`"));
        }
    }
    let named = named && is_free_class(cx, &object.name);
    let name = if named { scope.declare(cx, &object.name) } else { None };
    let name = name.filter(|name| Scope::is_free_field(cx, name, "object"));
    check_storage(cx, object);
    let shards = lower_shards(cx, object);
    let methods = lower_methods(cx, types, class, &object.methods);
    let mut refused =
        refused_names(object.methods.iter().map(|method| &method.name), methods.iter().map(|it| &it.name));
    let websocket = object.websocket.as_ref().map(|socket| {
        let subject = format!("the websocket of object `{class}`");
        let args = lower_args(cx, types, &socket.args, &subject);
        if args.is_none() || !socket.sound {
            refused.push("connect".to_owned());
        }
        let errors = lower_errors(cx, &socket.errors, &subject);
        SocketDef { args: args.unwrap_or_default(), errors, docs: socket.docs.clone() }
    });
    check_empty(cx, object);
    if let (Some(queries), None) = (&object.queries, &object.schema) {
        cx.error("unfit-rule", queries.span, format!("object `{class}` has `queries` and no `schema`"))
            .help("queries are of an object's own tables: add `schema = \"…\"`");
    }
    let name = name?;
    Some(ObjectDef {
        class: class.to_owned(),
        module: name.rust.clone(),
        name,
        methods,
        refused,
        alarm: object.alarm,
        websocket,
        shards,
        database: None,
        docs: object.docs.clone(),
    })
}

/// Whether a class's trait has a name of its own among the traits of the spec.
fn is_free_class(cx: &mut Diagnostics, name: &Spanned<String>) -> bool {
    let free = !RESERVED_CLASSES.contains(&name.as_str());
    if !free {
        cx.error("name-collision", name.span, format!("object `{}` has the name of another trait of the spec", **name))
            .help(format!("{} are taken: give it another name", list(&RESERVED_CLASSES)));
    }
    free
}

// Diagnostic: object-without-methods
//
// `[object.NodeRegistry]` and nothing else: no call, no socket and no alarm would ever reach one.
fn check_empty(cx: &mut Diagnostics, object: &syntax::Object) {
    if !object.says_something {
        let class = object.name.as_str();
        cx.error("object-without-methods", object.name.span, format!("nothing can reach object `{class}`"))
            .label("no method, no websocket, no alarm")
            .help(format!("declare a method, as `[object.{class}.method.…]`"));
    }
}

fn check_storage(cx: &mut Diagnostics, object: &syntax::Object) {
    if let Some(storage) = object.storage.as_ref().filter(|storage| storage.as_str() != "sqlite") {
        let message = format!("object `{}` has the storage `{}`", *object.name, **storage);
        cx.error("bad-value", storage.span, message)
            .help("write `\"sqlite\"`, or leave it out: the older kind cannot be made into this one later");
    }
}

fn lower_shards(cx: &mut Diagnostics, object: &syntax::Object) -> Option<u32> {
    let shards = object.shards.as_ref()?;
    let number = u32::try_from(shards.value).ok().filter(|it| SHARDS.contains(it));
    if number.is_none() {
        let (low, high) = (SHARDS.start(), SHARDS.end());
        let message = format!("`shards` of object `{}` must be between {low} and {high}", *object.name);
        let building = cx.error("bad-value", shards.span, message);
        if shards.value == 1 {
            let _ = building.help("one object needs no shards: leave it out");
        }
    }
    number
}

// ---- methods -------------------------------------------------------------------------------

fn lower_methods(cx: &mut Diagnostics, types: &Types, class: &str, syntax: &[syntax::Method]) -> Vec<MethodDef> {
    let mut taken = BTreeMap::<String, &Spanned<String>>::new();
    let mut methods = Vec::new();
    for method in syntax {
        let subject = format!("method `{}` of object `{class}`", *method.name);
        let name = lower_method_name(cx, &mut taken, &method.name, &subject);
        let args = lower_args(cx, types, &method.args, &subject);
        let errors = lower_errors(cx, &method.errors, &subject);
        let returns = method.returns.as_ref().and_then(|field| lower_returns(cx, types, field, &subject));
        let sound = returns.is_some() || !method.returns_written;
        if let (Some(name), Some(args), true) = (name, args, sound && method.args_sound) {
            methods.push(MethodDef {
                name,
                args,
                returns_option: returns.as_ref().is_some_and(|field| field.optional),
                returns: returns.map(|field| field.ty),
                errors,
                idempotent: method.idempotent,
                docs: method.docs.clone(),
            });
        }
    }
    methods
}

fn lower_method_name<'s>(
    cx: &mut Diagnostics,
    taken: &mut BTreeMap<String, &'s Spanned<String>>,
    name: &'s Spanned<String>,
    subject: &str,
) -> Option<Name> {
    if !is_snake_case(cx, name, "method") {
        return None;
    }
    if RESERVED_METHODS.contains(&name.as_str()) {
        cx.error("name-collision", name.span, format!("{subject} has a name that every object needs"))
            .help(format!("{} are taken: give it another name", list(&RESERVED_METHODS)));
        return None;
    }
    let rust = names::field(name);
    if let Some(first) = taken.insert(rust.clone(), name) {
        cx.error("name-collision", name.span, format!("{subject} has the Rust name of method `{}`", **first))
            .label(format!("becomes `{rust}`"))
            .secondary(first.span, format!("becomes `{rust}` too"))
            .help("give one of them another name");
        return None;
    }
    Some(Name { source: name.value.clone(), rust, span: name.span })
}

/// `None`: one of them is wrong, so that nobody knows the form of what takes them.
fn lower_args(cx: &mut Diagnostics, types: &Types, args: &[fields::Field], subject: &str) -> Option<Vec<Field>> {
    let lower = |field: &fields::Field| {
        let subject = format!("argument `{}` of {subject}", *field.name);
        if !is_snake_case(cx, &field.name, "argument") {
            return None;
        }
        if *field.name == "cx" {
            cx.error("name-collision", field.name.span, format!("{subject} has the name of the context"))
                .help("every method is given `cx` already: give the argument another name");
            return None;
        }
        refuse_default(cx, field, &subject, "a caller gives every argument: leave it out, or write `T?` for the type");
        lower_field(cx, &types.known, field, &subject)
    };
    let mut lowered: Vec<Field> = args.iter().filter_map(lower).collect();
    settle_names(cx, &mut lowered, subject);
    (lowered.len() == args.len()).then_some(lowered)
}

fn lower_returns(cx: &mut Diagnostics, types: &Types, field: &fields::Field, subject: &str) -> Option<Field> {
    let subject = format!("what {subject} returns");
    refuse_default(cx, field, &subject, "a method says itself what it returns");
    lower_field(cx, &types.known, field, &subject)
}

fn refuse_default(cx: &mut Diagnostics, field: &fields::Field, subject: &str, help: &str) {
    if let Some(default) = &field.default {
        cx.error("unfit-rule", default.span, format!("{subject} can have no default")).help(help);
    }
}

fn lower_errors(cx: &mut Diagnostics, errors: &[Spanned<String>], subject: &str) -> Vec<Name> {
    let mut lowered: Vec<Name> = Vec::new();
    for code in errors {
        if !is_snake_case(cx, code, "error") {
            continue;
        }
        let rust = names::type_name(code);
        if RESERVED_ERRORS.contains(&rust.as_str()) {
            cx.error(
                "name-collision",
                code.span,
                format!("error `{}` of {subject} is one that every method has", **code),
            )
            .help("give it another name");
            continue;
        }
        match lowered.iter().find(|first| first.rust == rust) {
            Some(first) if first.source == code.value => {
                cx.error("duplicate-name", code.span, format!("{subject} names the error `{}` twice", **code))
                    .label("again here")
                    .secondary(first.span, "first here");
            }
            Some(first) => {
                let message = format!("error `{}` of {subject} has the Rust name of error `{}`", **code, first.source);
                cx.error("name-collision", code.span, message)
                    .label(format!("becomes `{rust}`"))
                    .secondary(first.span, format!("becomes `{rust}` too"))
                    .help("give one of them another name");
            }
            None => lowered.push(Name { source: code.value.clone(), rust, span: code.span }),
        }
    }
    lowered
}

// ---- names ---------------------------------------------------------------------------------

/// All classes share the module `objects`: `[object.Chat]` makes `ChatStub` there, and so does `[object.ChatStub]`. A
/// class or method whose types are taken is left out.
fn check_types(cx: &mut Diagnostics, all: &mut Vec<ObjectDef>) {
    let mut taken = BTreeMap::<String, (String, Span)>::new();
    let mut are_free = |cx: &mut Diagnostics, types: Vec<String>, what: String, span: Span| {
        if let Some((ty, (other, first))) = types.iter().find_map(|ty| Some((ty, taken.get(ty)?))) {
            cx.error("name-collision", span, format!("{what} makes a type `{ty}`, as {other} does"))
                .secondary(*first, "the other one")
                .help("give one of them another name");
            return false;
        }
        taken.extend(types.into_iter().map(|ty| (ty, (what.clone(), span))));
        true
    };
    all.retain_mut(|object| {
        let class = &object.class;
        let subject = format!("object `{class}`");
        let connect = object.websocket.as_ref().map(|_| "ConnectError");
        let suffixes = ["", "Class", "Stub", "Namespace"].into_iter().chain(connect);
        let own = suffixes.map(|suffix| format!("{class}{suffix}")).collect();
        if !are_free(cx, own, subject.clone(), object.name.span) {
            return false;
        }
        let refused = &mut object.refused;
        object.methods.retain(|method| {
            let name = &method.name;
            let error = format!("{class}{}Error", names::type_name(&name.source));
            let free = are_free(cx, vec![error], format!("method `{}` of {subject}", name.source), name.span);
            if !free {
                refused.push(name.source.clone());
            }
            free
        });
        true
    });
}
