//! All cases, by subject.

mod cache;
mod kv;
mod kv_limits;
mod kv_lists;

use williw_workers::driver::LocalFuture;

use crate::case::{Case, Ended};

/// A case's function.
pub type Run = for<'c> fn(&'c mut Case) -> LocalFuture<'c, Ended>;

macro_rules! cases {
    ($($subject:literal $module:ident: $($case:ident)*;)*) => {
        /// Subject, name and function of every case.
        pub const ALL: &[(&str, &str, Run)] = &[
            $($(($subject, stringify!($case), |case| Box::pin($module::$case(case))),)*)*
        ];
    };
}

cases! {
    "kv" kv: values bytes large metadata expiry time_to_live until overwritten deleted another_type own_keys untyped;
    "kv" kv_lists: order prefix pages cursors metadata_in_lists other_kinds bulk bulk_of_many;
    "kv" kv_limits: keys lifetimes sizes lists cache_ttl largest;
    "cache" cache: hit_and_miss broken_entry failing_maker expired too_short;
}
