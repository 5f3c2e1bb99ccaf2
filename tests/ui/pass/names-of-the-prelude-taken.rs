//! The macros name everything absolutely: what a user calls `Result` or `Some` is nothing to them.
#![allow(dead_code, non_camel_case_types)]

use core::option::Option as Maybe;
use core::result::Result as Outcome;

use app::api::{GetNodeError, GetNodePath, PutNodeError, PutNodeReply};
use williw_workers::http::Anyone;
use williw_workers::{Column, Row};

pub struct Result;
pub struct Option;
pub struct Ok;
pub struct Err;
pub struct Some;
pub struct None;
pub struct String;
pub struct Vec;
pub struct Box;
pub struct Default;
pub struct From;
pub struct Into;
pub struct ToOwned;
pub mod std {}
pub mod williw {}

#[williw_workers::spec("../spec")]
pub mod app {}

pub struct Service;

#[app::handlers]
impl app::Api for Service {
    async fn get_node(&self, _: &app::Cx, _: Anyone, _: GetNodePath) -> Outcome<app::types::Node, GetNodeError> {
        Outcome::Err(GetNodeError::NoNode("".into()))
    }

    async fn put_node(&self, _: &app::Cx, _: Anyone, _: app::types::Node) -> Outcome<PutNodeReply, PutNodeError> {
        Outcome::Ok(PutNodeReply::NoContent)
    }
}

#[derive(Row)]
#[row(app::db::nodes)]
pub struct Brief {
    pub id: app::types::NodeId,
    pub note: Maybe<::std::string::String>,
}

#[derive(Column)]
pub struct Newtype(i64);

#[derive(Column)]
pub enum Enum {
    Ok,
    Err,
    Some,
    None,
}

fn main() {
    let _ = app::worker(Service);
}
