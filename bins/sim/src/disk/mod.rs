//! What a machine keeps. Each call of a port is a step of its own: before it others may go first and the machine may crash, and it is done
//! wholly or not at all. Where the disk is full nothing can be written.

mod contacts;
mod directory;
mod inbox;
mod mailboxes;
mod outbox;
mod pending;
mod recollection;
mod room_logs;
mod rooms;
mod shelf;
mod sign_in;
mod timers;

use std::sync::Arc;

use causerie_memory::MemoryPeer;
use causerie_usecases::ports::{Groups, Inbox, Outbox, Pending, Unavailable};

pub(crate) use directory::DirectoryDisk;

use crate::{task::MachineId, world::World};

/// A peer's.
pub(crate) struct Disk {
    pub(crate) machine: Machine,
    pub(crate) store: Arc<MemoryPeer>,
    /// The store, unless somebody broke it.
    pub(crate) outbox: Arc<dyn Outbox>,
    /// The store, unless somebody broke it.
    pub(crate) pending: Arc<dyn Pending>,
    /// The store, unless somebody broke it.
    pub(crate) inbox: Arc<dyn Inbox>,
    /// Reads what is kept of rooms.
    pub(crate) groups: Arc<dyn Groups>,
}

/// Where a disk is.
#[derive(Clone)]
pub(crate) struct Machine {
    pub(crate) world: Arc<World>,
    pub(crate) id: MachineId,
}

impl Machine {
    async fn reads(&self) {
        self.world.step().await;
    }

    async fn writes(&self) -> Result<(), Unavailable> {
        self.world.step().await;
        let full = self.world.machine(self.id, |it| it.full_until);
        if self.world.now() < full { Err(Unavailable::new("the disk is full")) } else { Ok(()) }
    }
}

impl Disk {
    /// Looks at how far messages have come, after something was written.
    fn wrote<A>(&self, outcome: A) -> A {
        crate::ledger::observe(&self.machine.world, self.machine.id);
        self.machine.world.hears(self.machine.id);
        outcome
    }
}
