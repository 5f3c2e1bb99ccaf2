//! Routes with an `Idempotency-Key` on the embedded host: one effect, whatever happens between a request and its reply.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test ends with a panic")]

mod faults;
mod races;
mod replies;

use std::future::poll_fn;
use std::task::Poll;

use app::ReadCx;
use app::api::{PayError, PayPath, PayReply, RefreshError};
use app::callers::{AdminOrClerk, Anyone};
use app::db::{PaymentInsert, accounts, payments};
use app::queries;
use app::types::{Payment, Receipt};
use serde_json::json;
use williw_embedded::Host;
use williw_embedded::testing::{Faults, Seam, TestWorker, start};
use williw_workers::d1::{D1Error, Value};
use williw_workers::http::{Commit, Committed, Method, Response};

#[williw_workers::spec("../../idempotency")]
pub mod app {}

/// A day, in milliseconds: how long a key is kept.
const DAY: u64 = 86_400_000;

/// A bank whose D1 fails, from the moment of a commit on, as often as a note says: `lose:2`, `refuse:5`.
#[derive(Debug, Default)]
pub struct Service(Faults);

#[app::handlers]
impl app::Api for Service {
    async fn pay(
        &self,
        cx: &ReadCx,
        _: AdminOrClerk,
        path: PayPath,
        body: Payment,
        commit: Commit<PayReply>,
    ) -> Result<Committed<PayReply>, PayError> {
        let Payment { amount, note } = body;
        let Some(account) = cx.db.run(accounts::get(&path.id)).await? else {
            return Err(PayError::NoAccount("".into()));
        };
        others().await;
        if let Some((what, times)) = note.as_deref().and_then(|note| note.split_once(':')) {
            match what {
                "lose" => self.0.lose_answers(Seam::D1, times.parse().unwrap()),
                _ => self.0.refuse(Seam::D1, times.parse().unwrap()),
            }
        }
        let left = account.balance - i64::from(amount);
        let reply = if left == 0 { PayReply::Ok(Receipt { left }) } else { PayReply::Created(Receipt { left }) };
        let payment = PaymentInsert { id: None, account: path.id.clone(), amount: amount.into(), note };
        let effect = (payments::insert(payment), queries::take(amount.into(), &path.id));
        commit.batch(effect, reply).await.map_err(|error| match error {
            D1Error::Check(_) => PayError::TooPoor("".into()),
            error if error.is_unique("payments", &["note"]) => PayError::NoteTaken("".into()),
            error => error.into(),
        })
    }

    async fn refresh(&self, _: &ReadCx, _: Anyone, commit: Commit<()>) -> Result<Committed<()>, RefreshError> {
        Ok(commit.nothing(()).await?)
    }
}

/// Lets others go first, once.
async fn others() {
    let mut waited = false;
    poll_fn(|cx| {
        cx.waker().wake_by_ref();
        if std::mem::replace(&mut waited, true) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

pub fn bank() -> TestWorker {
    let faults = Faults::new();
    let host = Host::in_memory().secret("ADMIN_TOKEN", "a").secret("CLERK_TOKEN", "c").faults(&faults);
    start(app::worker(Service(faults)), host)
}

/// A payment out of Ann's account.
#[derive(Clone, Debug)]
pub struct Pay {
    pub key: &'static str,
    pub amount: u32,
    pub note: Option<&'static str>,
    pub token: &'static str,
    pub account: &'static str,
}

impl Pay {
    pub fn new(key: &'static str, amount: u32) -> Self {
        Pay { key, amount, note: None, token: "a", account: "ann" }
    }

    pub fn send(&self, worker: &TestWorker) -> Reply {
        worker.block_on(self.answer(worker))
    }

    pub async fn answer(&self, worker: &TestWorker) -> Reply {
        let bearer = format!("Bearer {}", self.token);
        let fields = [("content-type", "application/json"), ("idempotency-key", self.key), ("authorization", &bearer)];
        let body = match self.note {
            Some(note) => json!({ "amount": self.amount, "note": note }),
            None => json!({ "amount": self.amount }),
        };
        let target = format!("/accounts/{}/pay", self.account);
        let body = body.to_string().into_bytes();
        let request = williw_embedded::testing::request(Method::POST, &target, &fields, body);
        Reply::of(&worker.running().fetch(request).await)
    }
}

/// A reply: its status, what it says, and whether it was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    pub status: u16,
    /// What is left, or a problem's code.
    pub says: String,
    pub replayed: bool,
}

impl Reply {
    pub fn of(response: &Response) -> Self {
        let body: serde_json::Value = serde_json::from_slice(&response.body).unwrap_or_default();
        let says = match (&body["left"], &body["code"]) {
            (serde_json::Value::Number(left), _) => left.to_string(),
            (_, code) => code.as_str().unwrap_or_default().to_owned(),
        };
        let replayed = response.headers.iter().any(|(name, value)| *name == "idempotent-replayed" && value == "true");
        Reply { status: response.status.as_u16(), says, replayed }
    }

    pub fn new(status: u16, says: &str, replayed: bool) -> Self {
        Reply { status, says: says.to_owned(), replayed }
    }
}

/// Payments, what is left, and keys.
#[track_caller]
pub fn state(worker: &TestWorker) -> (i64, i64, i64) {
    let number = |sql: &str| match worker.sql("DB", sql, vec![]).unwrap().cells.as_slice() {
        [Value::Integer(number)] => *number,
        cells => panic!("{cells:?}"),
    };
    let payments = number("SELECT count(*) FROM payments");
    let left = number("SELECT balance FROM accounts WHERE id = 'ann'");
    assert_eq!(left, 100 - number("SELECT coalesce(sum(amount), 0) FROM payments"), "a payment is half there");
    (payments, left, number("SELECT count(*) FROM idempotency_keys"))
}
