//! The objects. What a case needs to happen within one is beside the case; here is what they are.

mod bell;
mod desk;
mod plain;
mod room;

pub use bell::BellObject;
pub use desk::DeskObject;
pub use plain::{LedgerObject, MillObject, RiserObject, VaultObject};
pub use room::RoomObject;

use crate::Service;
use crate::app;

impl app::Objects for Service {
    type Vault = VaultObject;
    type Desk = DeskObject;
    type Bell = BellObject;
    type Ledger = LedgerObject;
    type Mill = MillObject;
    type Riser = RiserObject;
    type Room = RoomObject;
}
