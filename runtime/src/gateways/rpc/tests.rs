//! The gateway against a chain of the test's own, in process and over HTTP, and against answers that are none.

use std::sync::{Arc, Mutex};

use williw_chain::{Answer, Chain, Fault, Faults, Server};
use williw_embedded::testing::{self, Setup, TestWorker};
use williw_embedded::{Host as Embedded, TestClock};
use williw_workers::driver::Clock as _;
use williw_workers::fetch::{FetchError, FetchReply};

use super::*;
use crate::app::types::{Lamports, PayoutId, WalletAddress};
use crate::{Service, app};

const URL: &str = "https://rpc.example.com/v2/its-own-api-key";
const WALLET: &str = "EgU63XSnnHLgxASSKtVDck7zwQLZR7Qgpzhpv9Dv16oM";

/// A treasury's key pair.
fn secret() -> String {
    let key = ed25519_dalek::SigningKey::from_bytes(&[42; 32]);
    bs58::encode(key.to_keypair_bytes()).into_string()
}

fn transfer(id: &str, attempt: u32) -> Transfer {
    let to = WalletAddress::parse(WALLET).unwrap();
    Transfer { payout_id: PayoutId::parse(id).unwrap(), attempt, to, amount: Lamports::new(12_500_000).unwrap() }
}

struct Rig {
    worker: TestWorker,
    chain: Arc<Mutex<Chain>>,
    clock: TestClock,
    rpc: Rpc,
}

/// A gateway to a chain in this process.
fn rig(faults: Faults) -> Rig {
    let clock = TestClock::at(1_767_225_600_000);
    let blocks = clock.clone();
    let chain = Arc::new(Mutex::new(Chain::new(faults, move || blocks.now_ms())));
    let behind = Arc::clone(&chain);
    let setup = Embedded::in_memory().clock(clock.clone()).network(move |request| {
        assert_eq!(request.url, URL);
        match behind.lock().unwrap().answer(&request.body) {
            Answer::Reply(status, body) => Ok(reply(status, body)),
            Answer::Lost => Err(FetchError::Unreachable("connection reset".to_owned())),
            Answer::Late => Err(FetchError::Timeout),
        }
    });
    let (worker, rpc) = gateway(setup, URL);
    Rig { worker, chain, clock, rpc }
}

fn gateway(setup: Setup, url: &str) -> (TestWorker, Rpc) {
    let worker = testing::start(app::worker(Service), setup);
    let rpc = Rpc::new(worker.host(), url, Some(&secret())).unwrap();
    (worker, rpc)
}

fn reply(status: u16, body: impl Into<Vec<u8>>) -> FetchReply {
    FetchReply { status, headers: Vec::new(), body: body.into() }
}

impl Rig {
    fn prepare(&self, id: &str, attempt: u32) -> Result<Prepared, GatewayError> {
        self.worker.block_on(self.rpc.prepare(&transfer(id, attempt))).map(Option::unwrap)
    }

    fn submit(&self, prepared: &Prepared) -> Result<(), GatewayError> {
        self.worker.block_on(self.rpc.submit(&prepared.raw_transaction))
    }

    fn status(&self, prepared: &Prepared) -> Result<ChainStatus, GatewayError> {
        self.status_at(prepared, 0)
    }

    /// As somebody says who is at this slot at least.
    fn status_at(&self, prepared: &Prepared, slot: i64) -> Result<ChainStatus, GatewayError> {
        let statuses = self.worker.block_on(self.rpc.status(std::slice::from_ref(&prepared.signature), slot))?;
        Ok(statuses.into_iter().next().unwrap())
    }

    fn tip(&self) -> Result<Tip, GatewayError> {
        self.worker.block_on(self.rpc.block_height())
    }

    fn height(&self) -> Result<i64, GatewayError> {
        self.tip().map(|tip| tip.height)
    }

    fn blocks(&self, blocks: u64) {
        self.clock.advance(blocks * 400);
    }
}

#[test]
fn a_payment_becomes_final_and_sending_it_again_changes_nothing() {
    let rig = rig(Faults::none());
    let prepared = rig.prepare("pay_1", 1).unwrap();
    assert_eq!(rig.height().unwrap() + 150, prepared.last_valid_block_height);
    assert_eq!(rig.status(&prepared), Ok(ChainStatus::NotFound));
    for _ in 0..3 {
        assert_eq!(rig.submit(&prepared), Ok(()));
    }
    for (blocks, status) in [(1, ChainStatus::Processed), (2, ChainStatus::Confirmed), (30, ChainStatus::Finalized)] {
        rig.blocks(blocks);
        assert_eq!(rig.status(&prepared), Ok(status));
    }
    let again = rig.submit(&prepared).unwrap_err();
    assert!(again.0.contains("-32002: Transaction simulation failed: This transaction has already"), "{again}");
    let transfers = rig.chain.lock().unwrap().transfers();
    let [paid] = &transfers[..] else { panic!("{transfers:?}") };
    assert_eq!((paid.memo.as_str(), paid.to.as_str(), paid.lamports), ("williw:pay_1", WALLET, 12_500_000));
    // The status of many is in their order.
    let other = rig.prepare("pay_2", 1).unwrap();
    let both = [other.signature, prepared.signature];
    let both = rig.worker.block_on(rig.rpc.status(&both, 0));
    assert_eq!(both, Ok(vec![ChainStatus::NotFound, ChainStatus::Finalized]));
    assert_eq!(rig.worker.block_on(rig.rpc.status(&[], 0)), Ok(Vec::new()));
}

#[test]
fn what_has_expired_is_refused() {
    let rig = rig(Faults::none());
    let prepared = rig.prepare("pay_1", 1).unwrap();
    // The blockhash is that of a final block, 32 blocks old.
    rig.blocks(150 - 32 + 1);
    let error = rig.submit(&prepared).unwrap_err();
    assert!(error.0.contains("Blockhash not found"), "{error}");
    rig.blocks(32);
    assert!(rig.height().unwrap() > prepared.last_valid_block_height);
    assert_eq!(rig.status(&prepared), Ok(ChainStatus::NotFound));
    assert!(rig.worker.block_on(rig.rpc.submit(b"no transaction")).is_err());
}

#[test]
fn what_failed_has_failed_once_it_is_final() {
    let rig = rig(Faults::none().with(Fault::Fail, 100));
    let prepared = rig.prepare("pay_1", 1).unwrap();
    rig.submit(&prepared).unwrap();
    rig.blocks(5);
    assert_eq!(rig.status(&prepared), Ok(ChainStatus::Processed));
    rig.blocks(32);
    assert_eq!(rig.status(&prepared), Ok(ChainStatus::Failed(r#"{"InstructionError":[0,{"Custom":1}]}"#.to_owned())));
    assert_eq!(rig.chain.lock().unwrap().transfers(), []);
}

/// What settlement will do, as short as can be: a new attempt only where the last one can never be found any more. Who
/// trusts believes also those who are behind.
fn pay(rig: &Rig, id: &str, trusts: bool) -> u32 {
    let mut attempt = 0;
    loop {
        attempt += 1;
        assert!(attempt < 50, "no attempt gets through");
        let prepared = loop {
            match rig.prepare(id, attempt) {
                Ok(prepared) => break prepared,
                Err(_) => rig.blocks(1),
            }
        };
        let _ = rig.submit(&prepared);
        let mut missing_since = None;
        loop {
            rig.blocks(25);
            let Ok(Tip { height, slot }) = rig.tip() else { continue };
            match rig.status_at(&prepared, if trusts { 0 } else { slot }) {
                Ok(ChainStatus::Finalized) => return attempt,
                Ok(ChainStatus::NotFound) if height > prepared.last_valid_block_height => {
                    let now = rig.clock.now_ms();
                    if now - *missing_since.get_or_insert(now) >= 30_000 {
                        break;
                    }
                }
                Ok(ChainStatus::NotFound) => drop(rig.submit(&prepared)),
                _ => {}
            }
        }
    }
}

#[test]
fn under_all_faults_each_payout_is_paid_once() {
    let plan = "limit=5,error=5,unreachable=5,lost=10,late=5,garbage=5,drop=40,delay=30,fork=20,duplicate=20,forget=40";
    let mut attempts = 0;
    for seed in 0..20 {
        let rig = rig(Faults::parse(seed, plan).unwrap());
        for n in 0..5 {
            attempts += pay(&rig, &format!("pay_{n}"), false);
        }
        let chain = rig.chain.lock().unwrap();
        assert_eq!(chain.paid_twice(), Vec::<String>::new(), "seed {seed}");
        let mut memos: Vec<String> = chain.transfers().into_iter().map(|transfer| transfer.memo).collect();
        memos.sort();
        assert_eq!(
            memos,
            ["williw:pay_0", "williw:pay_1", "williw:pay_2", "williw:pay_3", "williw:pay_4"],
            "seed {seed}"
        );
    }
    assert!(attempts > 100, "no attempt was lost: {attempts}");
}

/// That the test above would find it: the chain is slow, and the second attempt does not wait for the first to expire.
#[test]
fn who_does_not_wait_pays_twice() {
    let is_twice = |seed| {
        let rig = rig(Faults::parse(seed, "delay=100").unwrap());
        for attempt in 1..=2 {
            let prepared = rig.prepare("pay_1", attempt).unwrap();
            rig.submit(&prepared).unwrap();
            rig.blocks(1);
            assert_eq!(rig.status(&prepared), Ok(ChainStatus::NotFound));
        }
        rig.blocks(300);
        let chain = rig.chain.lock().unwrap();
        chain.paid_twice() == ["williw:pay_1"] && chain.transfers().len() == 2
    };
    assert!((0..20).any(is_twice));
}

/// And that of one who is far behind: he says in good faith that he knows nothing.
#[test]
fn who_believes_one_that_stands_still_pays_twice() {
    let is_twice = |seed, trusts| {
        let rig = rig(Faults::parse(seed, "forget=100").unwrap());
        pay(&rig, "pay_1", trusts);
        rig.chain.lock().unwrap().paid_twice() == ["williw:pay_1"]
    };
    assert!((0..20).any(|seed| is_twice(seed, true)));
    assert!(!(0..20).any(|seed| is_twice(seed, false)));
}

#[test]
fn where_only_the_height_is_told_it_is_believed() {
    let answer = |body: &[u8]| match std::str::from_utf8(body).unwrap() {
        text if text.contains("getEpochInfo") => r#"{"error":{"code":-32601,"message":"Method not found"}}"#,
        text if text.contains("getBlockHeight") => r#"{"result":7}"#,
        _ => r#"{"result":{"value":[null]}}"#,
    };
    let (worker, rpc) = gateway(Embedded::in_memory().network(move |it| Ok(reply(200, answer(&it.body)))), URL);
    let tip = worker.block_on(rpc.block_height()).unwrap();
    assert_eq!(tip, Tip { height: 7, slot: 0 });
    let signature = TransactionSignature::parse(bs58::encode([7; 64]).into_string()).unwrap();
    let found = worker.block_on(rpc.status(std::slice::from_ref(&signature), tip.slot));
    assert_eq!(found, Ok(vec![ChainStatus::NotFound]));
    // With a slot to compare with, one that does not say where it is is not believed.
    assert!(worker.block_on(rpc.status(std::slice::from_ref(&signature), 1)).is_err());
}

/// One odd entry keeps nobody else waiting, and nothing follows from it.
#[test]
fn what_cannot_be_read_of_one_transaction_is_that_of_one() {
    let odd = [
        r"{}",
        r#"{"err":null}"#,
        r#"{"confirmationStatus":"finalized"}"#,
        r#"{"confirmationStatus":"final","err":null}"#,
    ];
    for odd in odd {
        let body = format!(r#"{{"result":{{"value":[{odd},{{"confirmationStatus":"finalized","err":null}}]}}}}"#);
        let (worker, rpc) = gateway(Embedded::in_memory().network(move |_| Ok(reply(200, body.clone()))), URL);
        let signatures = [7, 8].map(|n| TransactionSignature::parse(bs58::encode([n; 64]).into_string()).unwrap());
        let found = worker.block_on(rpc.status(&signatures, 0));
        assert_eq!(found, Ok(vec![ChainStatus::Processed, ChainStatus::Finalized]), "{odd}");
    }
}

#[test]
fn an_answer_that_cannot_be_read_is_an_error() {
    let results = [
        "",
        "null",
        "[]",
        "{",
        r#"{"jsonrpc":"2.0","id":1}"#,
        r#"{"result":null}"#,
        r#"{"result":{}}"#,
        r#"{"result":-1}"#,
        r#"{"result":1.5}"#,
        r#"{"result":9007199254740992}"#,
        r#"{"result":"x"}"#,
        r#"{"result":{"value":null}}"#,
        r#"{"result":{"value":[]}}"#,
        r#"{"result":{"value":[null,null]}}"#,
        r#"{"result":{"absoluteSlot":7}}"#,
        r#"{"result":{"absoluteSlot":7,"blockHeight":-1}}"#,
        r#"{"result":{"value":{"blockhash":"x","lastValidBlockHeight":1}}}"#,
        r#"{"result":{"value":{"blockhash":"4uQeVj5tqViQh7yWWGStvkEG1Zmhx6uasJtWCJziofM","lastValidBlockHeight":-1}}}"#,
        r#"{"error":{"code":-32005,"message":"Node is behind"}}"#,
        r#"{"error":1,"result":7}"#,
    ];
    let signature = TransactionSignature::parse(bs58::encode([7; 64]).into_string()).unwrap();
    let mut raw = vec![1];
    raw.extend([7; 80]);
    for (status, body) in results.into_iter().map(|body| (200, body)).chain([(500, r#"{"result":7}"#), (302, "")]) {
        let (worker, rpc) = gateway(Embedded::in_memory().network(move |_| Ok(reply(status, body))), URL);
        assert!(worker.block_on(rpc.prepare(&transfer("p", 1))).is_err(), "{body}");
        assert!(worker.block_on(rpc.submit(&raw)).is_err(), "{body}");
        let found = worker.block_on(rpc.status(std::slice::from_ref(&signature), 0));
        assert!(found.is_err(), "{body}: {found:?}");
        assert!(worker.block_on(rpc.block_height()).is_err(), "{body}");
    }
}

#[test]
fn errors_tell_no_secret() {
    let body = r#"{"error":{"code":401,"message":"bad key\nits-own-api-key"}}"#;
    let (worker, rpc) = gateway(Embedded::in_memory().network(move |_| Ok(reply(401, body))), URL);
    let error = worker.block_on(rpc.block_height()).unwrap_err();
    assert_eq!(error.0, "getEpochInfo: the service says 401: bad key …");
    let wrong = Rpc::new(worker.host(), URL, Some("not-a-key")).map(drop).unwrap_err();
    assert!(wrong.0.starts_with("SOLANA_PRIVATE_KEY must be a key pair") && !wrong.0.contains("not-a-key"), "{wrong}");
}

#[test]
fn it_pays_over_http() {
    let clock = TestClock::at(1_767_225_600_000);
    let blocks = clock.clone();
    let server = Server::start(0, 0, Faults::none(), move || blocks.now_ms()).unwrap();
    let (worker, rpc) = gateway(Embedded::in_memory().clock(clock.clone()), &server.url());
    let prepared = worker.block_on(rpc.prepare(&transfer("pay_1", 1))).unwrap().unwrap();
    server.chain().set_faults(Faults::none().with(Fault::Lost, 100));
    let lost = worker.block_on(rpc.submit(&prepared.raw_transaction)).unwrap_err();
    assert!(lost.0.starts_with("sendTransaction: the service cannot be reached"), "{lost}");
    server.chain().set_faults(Faults::none());
    clock.advance(40 * 400);
    let tip = worker.block_on(rpc.block_height()).unwrap();
    let status = worker.block_on(rpc.status(std::slice::from_ref(&prepared.signature), tip.slot));
    assert_eq!(status, Ok(vec![ChainStatus::Finalized]));
    let seen = FetchRequest::get(format!("{}transfers", server.url()));
    let seen = worker.block_on(async { seen.send(&*worker.host()).await }).unwrap();
    let seen: Vec<Value> = serde_json::from_slice(&seen.body).unwrap();
    assert_eq!((seen.len(), &seen[0]["memo"], &seen[0]["is_final"]), (1, &json!("williw:pay_1"), &json!(true)));
}
