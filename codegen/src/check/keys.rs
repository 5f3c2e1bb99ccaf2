//! stub
use crate::diag::Diagnostics;
use crate::model::Model;
pub fn check_keys(_: &mut Diagnostics, _: &Model) {}
