//! What a peer asks of others, over the network. Who asks is known: a real network checks credentials.

mod directory;
mod files;
mod history;
mod links;
mod mail;
mod peer;
mod pre_keys;
mod presence;
mod rooms;
mod second_factors;
mod sign_in;

use std::sync::Arc;

use causerie_chat::DeviceAddress;
use causerie_usecases::{directory::Directory, ports::Unavailable};

use crate::{
    answer::Lost,
    machine::device,
    task::{DIRECTORY, MachineId},
    world::World,
};

/// A peer's end of the network.
#[derive(Clone)]
pub(crate) struct Line {
    pub(crate) world: Arc<World>,
    pub(crate) from: MachineId,
}

impl Line {
    fn me(&self) -> DeviceAddress {
        device(self.from)
    }

    /// Asks the directory.
    async fn ask<A, F>(
        &self,
        name: &'static str,
        serve: impl Fn(Arc<Directory>, Arc<World>) -> F + Send + Sync + Clone + 'static,
    ) -> Result<A, Lost>
    where
        A: Send + 'static,
        F: Future<Output = A> + Send + 'static,
    {
        let (world, from) = (self.world.clone(), self.from);
        let served = move || -> crate::network::Served<A> {
            let (world, serve) = (world.clone(), serve.clone());
            Box::pin(async move {
                let directory = world.directory()?;
                // A real one looks at who asks, whatever the certificate says.
                if world.is_revoked(from) {
                    return None;
                }
                Some(serve(directory, world).await)
            })
        };
        self.world.request(self.from, DIRECTORY, name, served).await
    }
}

impl From<Lost> for Unavailable {
    fn from(Lost: Lost) -> Self {
        Self::new("no answer")
    }
}
