use super::app::db::OrderStatus::{Accepted, Completed, Pending};
use super::app::db::TransactionBalanceType::Buyer;
use super::app::db::TransactionType::{Deposit, Purchase};
use super::app::queries;

crate::calls! {
    queries::balance("u1"),
    queries::balance("u2"),
    queries::balance("none"),
    queries::book("t9", &Deposit, 250, Some(&Buyer), Some("2025-02-01"), "u1"),
    queries::book("t9", &Deposit, 250, Some(&Buyer), None, "u1"),
    queries::book("t8", &Purchase, -1, None, None, "u2"),
    queries::book("t7", &Purchase, -1, None, None, "none"),
    queries::spend(100, "u1"),
    queries::spend(10_000, "u1"),
    queries::spend(0, "u2"),
    queries::tree(),
    queries::orders_of("u1", &[Pending, Completed]),
    queries::orders_of("u1", &[]),
    queries::advance(Some(&Accepted), Some("2025-02-01"), "o1", &Pending),
    queries::advance(Some(&Accepted), Some("2025-02-01"), "o1", &Pending),
    queries::advance(None, None, "o3", &Completed),
    queries::commission("u2"),
    queries::commission("none"),
    queries::ping("2025-01-01", "none"),
}
