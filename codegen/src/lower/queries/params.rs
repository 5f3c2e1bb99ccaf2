//! A query's parameters: names, types, and how each is bound.

use super::QueryContext;
use super::place::{Edits, listed};
use crate::diag::{Diagnostics, nearest};
use crate::infer::{Given, Inference, ParamUse};
use crate::lower::schema::typing::{resolve, unknown_type};
use crate::model::{ColumnType, Name, Param, SqlType, TypeDef, TypeKind};
use crate::names;
use crate::parse::sql::lex::{Token, TokenKind, lex};
use crate::parse::sql::queries::rewrite::ParamSyntax;
use crate::parse::sql::queries::{Override, QuerySyntax};
use crate::source::Spanned;

/// The parameters in the order of their numbers; `None` where an annotation of one is wrong.
pub(super) fn lower_params(
    cx: &mut Diagnostics,
    context: &QueryContext<'_>,
    syntax: &QuerySyntax,
    inference: &Inference,
    edits: &mut Edits,
) -> Option<Vec<Param>> {
    let unknown = ParamUse::default();
    let mut params = Vec::new();
    for (at, written) in syntax.sql.params.iter().enumerate() {
        // Without a gap: the parser saw to it.
        let Some(written) = written else { continue };
        let used = inference.params.get(at).unwrap_or(&unknown);
        params.push(lower_param(written, used, context.types));
    }
    name_params(&mut params, &syntax.sql.params, inference);
    if !override_params(cx, context, syntax, &mut params) {
        return None;
    }
    bind(cx, context, syntax, inference, edits, &mut params).then_some(params)
}

/// What the author says of a parameter, by its number less one.
pub(super) fn given(context: &QueryContext<'_>, syntax: &QuerySyntax, at: usize) -> Given {
    let Some(Some(written)) = syntax.sql.params.get(at) else { return Given { may_be_null: true, ty: None } };
    let mut named = syntax.params.iter().filter(|said| written.name.as_ref() == Some(&said.name.value));
    let ty = named.clone().find_map(|said| resolve(&said.ty, context.types));
    // An annotation may also use the name that a parameter without one is about to get.
    let open = || written.name.is_none() && syntax.params.iter().any(|said| said.nullable == Some(true));
    Given {
        may_be_null: written.nullable || named.any(|said| said.nullable == Some(true)) || open(),
        ty: ty.map(|ty| (ty.clone(), sql_type(&ty, context.types))),
    }
}

fn lower_param(written: &ParamSyntax, used: &ParamUse, types: &[TypeDef]) -> Param {
    let ty = used.ty.clone().or(used.sql_type.map(type_of)).unwrap_or(ColumnType::Any);
    let sql_type = used.sql_type.unwrap_or_else(|| sql_type(&ty, types));
    Param {
        name: Name { source: String::new(), rust: String::new(), span: written.span },
        nullable: (written.nullable || used.nullable) && !written.slice,
        slice: written.slice,
        cast: false,
        ty,
        sql_type,
    }
}

/// Names as written, else as inferred, else by number; all different.
fn name_params(params: &mut [Param], written: &[Option<ParamSyntax>], inference: &Inference) {
    let sources: Vec<String> = written
        .iter()
        .flatten()
        .enumerate()
        .map(|(at, written)| {
            let inferred = || inference.params.get(at).and_then(|used| used.name.clone());
            written.name.clone().or_else(inferred).unwrap_or_else(|| format!("param_{}", at + 1))
        })
        .collect();
    let sources: Vec<String> = names::distinct(&sources).into_iter().map(|(name, _)| name).collect();
    let ideal: Vec<String> = sources.iter().map(|name| names::field(name)).collect();
    let settled = names::distinct_from(&sources, &ideal);
    for ((param, source), (rust, _)) in params.iter_mut().zip(sources).zip(settled) {
        param.name.source = source;
        param.name.rust = rust;
    }
}

/// Applies `-- param x: Type`.
fn override_params(
    cx: &mut Diagnostics,
    context: &QueryContext<'_>,
    syntax: &QuerySyntax,
    params: &mut [Param],
) -> bool {
    let mut sound = true;
    for said in &syntax.params {
        let names: Vec<String> = params.iter().map(|param| param.name.source.clone()).collect();
        let Some(param) = params.iter_mut().find(|param| param.name.source == said.name.value) else {
            let message = format!("the query `{}` has no parameter `{}`", syntax.name.value, said.name.value);
            let known: Vec<&str> = names.iter().map(String::as_str).collect();
            let told = cx.error("unbound-parameter", said.name.span, message);
            drop(match nearest(&said.name, known.iter().copied()) {
                Some(near) => told.help(format!("write `{near}`")),
                None if known.is_empty() => told.help("it has no parameters"),
                None => told.help(format!("its parameters are {}", listed(&known))),
            });
            sound = false;
            continue;
        };
        match overridden(cx, context, &said.ty, "an annotation") {
            Ok(Some((ty, sql_type))) => {
                sound &= check_override(cx, said, param.sql_type, sql_type);
                (param.ty, param.sql_type) = (ty, sql_type);
            }
            Ok(None) => {}
            Err(()) => sound = false,
        }
        param.nullable = said.nullable.unwrap_or(param.nullable);
    }
    sound
}

// Diagnostic: type-mismatch. `-- column title: Timestamp` over a TEXT column
/// An annotation may say more than is known, and not another thing.
pub(super) fn check_override(cx: &mut Diagnostics, said: &Override, known: SqlType, named: SqlType) -> bool {
    let fits = match (known, named) {
        (SqlType::Any | SqlType::Null, _) | (_, SqlType::Any | SqlType::Null) => true,
        (SqlType::Integer | SqlType::Boolean, SqlType::Integer | SqlType::Boolean | SqlType::Real) => true,
        (known, named) => known == named,
    };
    if !fits {
        let message = format!("`{}` is {} and no `{}`", said.name.value, known.as_str(), said.ty.value);
        cx.error("type-mismatch", said.ty.span, message)
            .help("write a CAST in the statement where the value is to change");
    }
    fits
}

// Diagnostic: type-mismatch. `WHERE id = @x AND title = @x`
/// A parameter that is used twice must be of one type.
pub(super) fn check_uses(cx: &mut Diagnostics, syntax: &QuerySyntax, inference: &Inference) -> bool {
    let mut sound = true;
    for (written, used) in syntax.sql.params.iter().zip(&inference.params) {
        let (Some(written), Some((first, second))) = (written, &used.conflict) else { continue };
        let said = syntax.params.iter().any(|said| written.name.as_ref() == Some(&said.name.value));
        if said {
            continue;
        }
        let name = written.name.as_ref().map_or_else(|| "a parameter".to_owned(), |name| format!("`{name}`"));
        let [first, second] = [first, second].map(crate::describe::rust_type);
        cx.error(
            "type-mismatch",
            written.span,
            format!("{name} is compared with or stored as `{first}` and `{second}`"),
        )
        .label("one value for both")
        .help("give it two names, or say which it is: `-- param x: Type`");
        sound = false;
    }
    sound
}

/// The type that an annotation names; `Ok(None)` where it names none.
pub(super) fn overridden(
    cx: &mut Diagnostics,
    context: &QueryContext<'_>,
    named: &Spanned<String>,
    place: &str,
) -> Result<Option<(ColumnType, SqlType)>, ()> {
    if named.value.is_empty() {
        return Ok(None);
    }
    match resolve(named, context.types) {
        Some(ty) => {
            let sql_type = sql_type(&ty, context.types);
            Ok(Some((ty, sql_type)))
        }
        None if context.incomplete => Err(()),
        None => {
            cx.push(unknown_type(named, place, context.types));
            Err(())
        }
    }
}

/// Writes casts and lists into the text.
fn bind(
    cx: &mut Diagnostics,
    context: &QueryContext<'_>,
    syntax: &QuerySyntax,
    inference: &Inference,
    edits: &mut Edits,
    params: &mut [Param],
) -> bool {
    let sql = &syntax.sql.text;
    let mut sound = true;
    let mut told = Vec::new();
    for token in lex(sql).iter().filter(|token| token.kind == TokenKind::Variable) {
        let number: Option<usize> = token.text(sql).get(1..).and_then(|digits| digits.parse().ok());
        let Some((number, param)) = number.and_then(|number| Some((number, params.get_mut(number.checked_sub(1)?)?)))
        else {
            continue;
        };
        let range = token.start..token.end;
        if param.slice {
            let value = match param.sql_type {
                SqlType::Blob => "unhex(value)",
                SqlType::Real | SqlType::Any | SqlType::Null if !matches!(param.ty, ColumnType::Custom(_)) => {
                    sound = false;
                    if !told.contains(&number) {
                        told.push(number);
                        refuse_slice(cx, param);
                    }
                    continue;
                }
                _ => "value",
            };
            edits.replace_parameter(range, format!("SELECT {value} FROM json_each(?{number})"));
        } else if is_integer(&param.ty, context.types) && is_unsteady(inference, token) {
            param.cast = true;
            edits.replace_parameter(range, format!("CAST(?{number} AS INTEGER)"));
        }
    }
    sound
}

/// Whether a bound integer would stay a REAL here. Where the statement could not be read, any place may be one.
fn is_unsteady(inference: &Inference, token: &Token) -> bool {
    inference.columns.is_none() && inference.params.is_empty() || inference.unsteady.contains(&token.start)
}

// Diagnostic: slice-type
//
// `WHERE price IN (sqlc.slice(prices))` over `price REAL`
fn refuse_slice(cx: &mut Diagnostics, param: &Param) {
    let name = &param.name.source;
    if param.sql_type == SqlType::Real {
        let message = format!("the list `{name}` holds floating-point numbers");
        cx.error("slice-type", param.name.span, message)
            .label("a list is sent as JSON text, which does not carry them exactly")
            .help("compare with a range: `x BETWEEN @low AND @high`");
    } else {
        let message = format!("the type of the list `{name}` is not known");
        cx.error("slice-type", param.name.span, message)
            .help(format!("compare it with a column, or say `-- param {name}: Type` above the query"));
    }
}

fn is_integer(ty: &ColumnType, types: &[TypeDef]) -> bool {
    matches!(sql_type(ty, types), SqlType::Integer | SqlType::Boolean)
}

/// What a type is in SQL.
pub(super) fn sql_type(ty: &ColumnType, types: &[TypeDef]) -> SqlType {
    match ty {
        ColumnType::Integer | ColumnType::Timestamp => SqlType::Integer,
        ColumnType::Real => SqlType::Real,
        ColumnType::Boolean => SqlType::Boolean,
        ColumnType::Blob => SqlType::Blob,
        ColumnType::Any | ColumnType::Custom(_) => SqlType::Any,
        ColumnType::Text | ColumnType::Json(_) | ColumnType::Check(_) => SqlType::Text,
        ColumnType::Named(name) => {
            let def = types.iter().find(|def| def.name.source == *name);
            match def.map(|def| &def.kind) {
                Some(TypeKind::Int { .. }) => SqlType::Integer,
                _ => SqlType::Text,
            }
        }
    }
}

fn type_of(sql_type: SqlType) -> ColumnType {
    match sql_type {
        SqlType::Integer => ColumnType::Integer,
        SqlType::Real => ColumnType::Real,
        SqlType::Text => ColumnType::Text,
        SqlType::Blob => ColumnType::Blob,
        SqlType::Boolean => ColumnType::Boolean,
        SqlType::Null | SqlType::Any => ColumnType::Any,
    }
}
