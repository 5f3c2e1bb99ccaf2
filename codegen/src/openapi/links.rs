//! What can be asked next with what an answer holds: links of OpenAPI.
//!
//! They need no word in the spec. A reply with a field `node_id` of the type `NodeId` leads to every operation that
//! must be given a parameter of that name and type. What a reply may leave out leads nowhere: to some tools a link whose
//! value is missing is a mistake.

use heck::ToUpperCamelCase;

use super::json::{Json, object};
use crate::model::{Field, FieldType, Model, Reply, ReplyBody, Route, Segment, TypeKind};

/// The links of a reply, by their names.
pub(super) fn of_reply(model: &Model, from: &Route, reply: &Reply) -> Vec<(String, Json)> {
    let ReplyBody::Record(name) = &reply.body else { return Vec::new() };
    let def = model.types.iter().find(|def| def.name.source == *name);
    let Some(TypeKind::Record { fields }) = def.map(|def| &def.kind) else { return Vec::new() };
    let others = model.routes.iter().filter(|route| route.name.source != from.name.source);
    others.filter_map(|route| Some((route.name.source.to_upper_camel_case(), link(model, route, fields)?))).collect()
}

/// The link to a route, all of whose parameters that must be given the fields give.
fn link(model: &Model, route: &Route, fields: &[Field]) -> Option<Json> {
    let in_path = route.path.segments.iter().filter_map(|segment| match segment {
        Segment::Param(field) => Some(("path", &**field)),
        Segment::Literal(_) => None,
    });
    let in_query = route.query.iter().filter(|field| !field.optional && field.default.is_none());
    let params: Vec<(&str, &Field)> = in_path.chain(in_query.map(|field| ("query", field))).collect();
    // A body would have to be made up.
    if params.is_empty() || (route.body.is_some() && !route.body_optional) {
        return None;
    }
    let given = params.iter().map(|(place, param)| {
        let field = fields.iter().find(|field| is_same(model, field, param))?;
        let name = &field.name.source;
        Some((format!("{place}.{}", param.name.source), Json::from(format!("$response.body#/{name}"))))
    });
    let parameters = Json::Object(given.collect::<Option<Vec<_>>>()?);
    Some(object([("operationId", route.name.source.as_str().into()), ("parameters", parameters)]))
}

/// Whether a field is what a parameter means: an id of the same type under the same name, and always there.
fn is_same(model: &Model, field: &Field, param: &Field) -> bool {
    let id = |ty: &FieldType| match ty {
        FieldType::Named(name) => {
            let def = model.types.iter().find(|def| def.name.source == *name);
            def.filter(|def| matches!(def.kind, TypeKind::Id(_))).map(|def| def.name.source.clone())
        }
        _ => None,
    };
    let same = id(&field.ty).is_some_and(|name| id(&param.ty).is_some_and(|other| name == other));
    same && field.name.source == param.name.source && !field.optional
}
