//! The states of a payout, and which of them leads to which.
//!
//! ```text
//! requested → signed → submitted → confirmed → completed
//! requested | signed | submitted → failed
//! submitted → review → completed | failed       where a human has found out which
//! ```
//!
//! Every change of a payout's status is made by [`step`], which takes an arrow as two types. One that is not above does
//! not compile:
//!
//! ```compile_fail
//! use williw::settlement::state::{Completed, Requested, arrow};
//! let paid_for_nothing = arrow(Requested, Completed);
//! ```
//! ```
//! use williw::settlement::state::{Requested, Signed, arrow};
//! let first = arrow(Requested, Signed);
//! ```

use williw_workers::Timestamp;
use williw_workers::d1::Query;

use crate::app::queries;
use crate::app::types::{PayoutId, PayoutStatus};

/// A state of a payout.
pub trait State: Copy {
    /// What the database calls it.
    const STATUS: PayoutStatus;
}

/// That a payout in this state may go on to that one.
pub trait LeadsTo<To: State>: State {}

macro_rules! states {
    ($($(#[$doc:meta])* $state:ident => [$($to:ident),*];)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $state;

        impl State for $state {
            const STATUS: PayoutStatus = PayoutStatus::$state;
        }

        $(impl LeadsTo<$to> for $state {})*
    )*};
}

states! {
    /// To be paid.
    Requested => [Signed, Failed];
    /// The transaction is stored, and not sent.
    Signed => [Submitted, Failed];
    /// The transaction may have been sent.
    Submitted => [Confirmed, Failed, Review];
    /// The transaction is on chain, and most validators have voted for its block.
    Confirmed => [Completed];
    /// A human must find out what became of it.
    Review => [Completed, Failed];
    /// Paid, for good.
    Completed => [];
    /// Not paid, for good: another payout may be made.
    Failed => [];
}

/// The two ends of an arrow.
pub fn arrow<From: LeadsTo<To>, To: State>(_: From, _: To) -> (PayoutStatus, PayoutStatus) {
    (From::STATUS, To::STATUS)
}

/// Moves a payout, in the attempt that it is at. A gate: where it is elsewhere, nothing of its batch is applied.
pub(super) fn step<From: LeadsTo<To>, To: State>(
    from: From,
    to: To,
    (id, attempt): (&PayoutId, i64),
    reason: Option<&str>,
    now: Timestamp,
) -> Query<()> {
    let (from, to) = arrow(from, to);
    queries::move_payout(&from, attempt, &to, reason, now, id)
}
