//! All cases, by subject.

pub(crate) mod alarms;
mod cache;
mod calls;
mod cron;
pub(crate) mod exchange;
mod fetch;
mod kv;
mod kv_limits;
mod kv_lists;
mod lifecycle;
mod numbers;
mod once;
mod restart;
pub(crate) mod sql;
pub(crate) mod storage;
pub(crate) mod websockets;

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
    "kv" kv_limits: keys lifetimes sizes lists cache_ttl platform_words largest;
    "cache" cache: hit_and_miss broken_entry failing_maker expired too_short;
    "storage" storage: values deletes order ranges limits write_then_throw rolled_back nested thrown_in_transaction
        everything_deleted;
    "sql" sql: rows named_queries pages batches transactions keys_and_rows errors throw_after_write numbers blobs bulk limits
        everything_deleted;
    "calls" calls: arguments results declared_errors thrown unfit_calls unfit_answers outward objects_call_objects
        names_and_ids shards;
    "lifecycle" lifecycle: parallel_increments interleaving objects_at_once start_runs_first start_fails evicted
        evicted_start idle;
    "alarms" alarms: rings last_set_wins set_get_delete times rolled_back deleted_with_all several retries given_up
        set_while_a_retry_waits set_in_the_handler set_in_the_handler_that_fails deleted_in_the_handler out_of_memory;
    "websockets" websockets: echo binary large refused tags hibernation closed_by_the_client lost closed_by_the_object
        bad_codes throwing_handler attachments;
    "exchange" exchange: request_id record limits limits_of_business_code timing cors accept long_targets;
    "cron" cron: same_expression other_expression alone timer;
    "numbers" numbers: logarithms scores percentages;
    "fetch" fetch: replies not_followed unreachable too_late too_large invalid;
    "once" once: again another_request at_once taken_back without_key;
    "restart" restart: data_stays alarms_stay;
}
