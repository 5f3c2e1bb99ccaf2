//! What a service is started with, and what the model remembers of what was said to it.

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::calls::Call;
use crate::ops::Random;
use crate::world::World;

/// A contribution as it was first sent: by whom, under which lease, and what it says.
type Said = (String, String, Json);

/// What a service is started with.
#[derive(Clone, Debug)]
#[allow(missing_docs)] // The names say it.
pub struct Settings {
    pub base: u64,
    pub minimum: u64,
    pub needs_proof: bool,
    pub gateway: &'static str,
    /// Of the mock, or of the chain behind `rpc`.
    pub gateway_faults: String,
    pub seed: u64,
    /// What was sent first under each contribution's name.
    pub works: RefCell<BTreeMap<String, Said>>,
    /// How each task was added.
    pub added: RefCell<BTreeMap<String, Json>>,
}

impl Settings {
    /// Mostly the usual ones.
    pub fn random(random: &mut Random) -> Self {
        let base = match random.below(16) {
            0 => 0,
            1 => 4_000_000_000_000_000,
            2..5 => 12_000_000,
            _ => 1_000_000,
        };
        let minimum = [10_000_000, 890_880, 2_000_000][usize::try_from(random.below(3)).unwrap()];
        let gateway = ["external", "mock", "mock", "rpc", "rpc", "rpc"][usize::try_from(random.below(6)).unwrap()];
        let seed = random.below(1000);
        let gateway_faults = match random.below(3) {
            0 => String::new(),
            1 if gateway == "rpc" => {
                "limit=10,error=10,unreachable=10,lost=15,garbage=5,drop=40,delay=30,fork=20,duplicate=20,fail=10,forget=20".to_owned()
            }
            _ if gateway == "rpc" => "lost=10,drop=10,delay=10,fork=10,duplicate=10,fail=5,forget=5".to_owned(),
            1 => format!("unanswered=30,never_found=30,failed=20,slow=40,seed={seed}"),
            _ => format!("unanswered=10,never_found=5,failed=10,slow=50,seed={seed}"),
        };
        let needs_proof = random.below(24) == 0;
        Settings {
            base,
            minimum,
            needs_proof,
            gateway,
            gateway_faults,
            seed,
            works: RefCell::default(),
            added: RefCell::default(),
        }
    }
}

impl Settings {
    /// Remembers what a call says of something that is not there yet.
    pub(crate) fn hear(&self, call: &Call, world: &World) {
        match call {
            Call::Add { task, body } if !world.tasks.contains_key(task) => {
                self.added.borrow_mut().insert(task.clone(), body.clone());
            }
            Call::Record { node, contribution, lease, work, .. } if !world.contributions.contains_key(contribution) => {
                let said = (node.clone(), lease.clone(), work.clone());
                self.works.borrow_mut().insert(contribution.clone(), said);
            }
            _ => {}
        }
    }
}

/// What was answered to a request with a key.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Kept {
    pub body: Json,
    /// Unknown where the answer was lost.
    pub reply: Option<Json>,
    pub at: u64,
}
