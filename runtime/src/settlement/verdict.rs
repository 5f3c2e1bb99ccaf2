//! What becomes of a payout, by what the chain says of all transactions that were made for it.

use crate::app::db::PayoutAttempt;
use crate::app::types::TransactionSignature;
use crate::gateways::ChainStatus;

/// What the statuses of a payout's transactions come to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict<'a> {
    /// One is final, and another one is, or most validators have voted for it: what must never be. The first of them.
    PaidTwice(&'a TransactionSignature),
    Paid(&'a TransactionSignature),
    Confirmed,
    /// One is on its way.
    Waits,
    /// The latest is final, and without effect.
    Failed(&'a str),
    /// The latest is not known, and none of the others has had an effect.
    Unknown,
}

pub(super) fn verdict(attempts: &[(PayoutAttempt, ChainStatus)]) -> Verdict<'_> {
    let paid = attempts.iter().find(|(_, status)| *status == ChainStatus::Finalized);
    let count = |wanted: ChainStatus| attempts.iter().filter(|(_, status)| *status == wanted).count();
    let (finalized, confirmed) = (count(ChainStatus::Finalized), count(ChainStatus::Confirmed));
    match paid {
        Some((attempt, _)) if finalized + confirmed > 1 => Verdict::PaidTwice(&attempt.signature),
        // Beside one that is on its way it may become one of two.
        Some((attempt, _)) if count(ChainStatus::Processed) == 0 => Verdict::Paid(&attempt.signature),
        None if confirmed > 0 => Verdict::Confirmed,
        _ if count(ChainStatus::Processed) > 0 => Verdict::Waits,
        _ => match attempts.last() {
            Some((_, ChainStatus::Failed(reason))) => Verdict::Failed(reason),
            _ => Verdict::Unknown,
        },
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use williw_workers::Timestamp;

    use super::*;
    use crate::app::types::PayoutId;

    fn attempt(n: u8) -> PayoutAttempt {
        PayoutAttempt {
            payout_id: PayoutId::parse("pay_1").unwrap(),
            attempt: i64::from(n),
            blockhash: String::new(),
            last_valid_block_height: 0,
            signature: signature(n),
            raw_transaction: Vec::new(),
            submitted_at: None,
            missing_since_at: None,
            error: None,
            created_at: Timestamp::from_millis(0),
        }
    }

    fn signature(n: u8) -> TransactionSignature {
        TransactionSignature::parse(bs58::encode([n; 64]).into_string()).unwrap()
    }

    #[test]
    fn a_payout_is_what_its_transactions_come_to() {
        use ChainStatus::{Confirmed, Finalized, NotFound, Processed};
        let (one, two, three) = (signature(1), signature(2), signature(3));
        let failed = || ChainStatus::Failed("why".to_owned());
        for (statuses, expected) in [
            (vec![NotFound], Verdict::Unknown),
            (vec![Processed], Verdict::Waits),
            (vec![Confirmed], Verdict::Confirmed),
            (vec![Finalized], Verdict::Paid(&one)),
            (vec![failed()], Verdict::Failed("why")),
            // One of several.
            (vec![NotFound, NotFound, Finalized], Verdict::Paid(&three)),
            (vec![failed(), Finalized, NotFound], Verdict::Paid(&two)),
            (vec![Finalized, failed()], Verdict::Paid(&one)),
            (vec![Confirmed, NotFound], Verdict::Confirmed),
            (vec![Processed, Confirmed], Verdict::Confirmed),
            (vec![Confirmed, Confirmed], Verdict::Confirmed),
            (vec![Processed, NotFound], Verdict::Waits),
            // Only that of the latest means that the payout has failed: another one may follow an older one.
            (vec![NotFound, failed()], Verdict::Failed("why")),
            (vec![failed(), NotFound], Verdict::Unknown),
            (vec![failed(), Processed], Verdict::Waits),
            (vec![failed(), Confirmed], Verdict::Confirmed),
            // Two.
            (vec![Finalized, Finalized], Verdict::PaidTwice(&one)),
            (vec![NotFound, Finalized, Finalized], Verdict::PaidTwice(&two)),
            (vec![Finalized, Confirmed], Verdict::PaidTwice(&one)),
            (vec![Confirmed, NotFound, Finalized], Verdict::PaidTwice(&three)),
            // What may become two.
            (vec![Finalized, Processed], Verdict::Waits),
            (vec![Processed, Finalized], Verdict::Waits),
            (vec![Finalized, Confirmed, Processed], Verdict::PaidTwice(&one)),
        ] {
            let attempts: Vec<_> = (1..).map(attempt).zip(statuses).collect();
            let statuses: Vec<_> = attempts.iter().map(|(_, status)| status).collect();
            assert_eq!(verdict(&attempts), expected, "{statuses:?}");
        }
    }
}
