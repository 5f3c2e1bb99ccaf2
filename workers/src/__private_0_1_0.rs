//! What generated code uses.

pub use serde;
pub use serde_json;
pub use williw_macros::__handlers;

pub use crate::http::json::FromJson;
