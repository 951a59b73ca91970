use std::{sync::Arc, thread};

use async_trait::async_trait;
use causerie_chat::Beacon;
use causerie_usecases::ports::{Beacons, Neighbours, Sighting, Unavailable};

use crate::{
    hearing::{Hearing, hear},
    networks::Networks,
    record::instance,
};

/// Shows this device on the networks it is on, and sees who else does, until it is dropped: then it says that it goes.
///
/// A network that takes no multicast is no error: nobody is met there.
pub struct Mdns(Arc<Hearing>);

impl Mdns {
    /// Begins to look around on `networks`. Nothing is shown yet.
    pub fn start(networks: Networks) -> Result<Self, Unavailable> {
        let (hearing, ears) = Hearing::begin(networks).map_err(Unavailable::new)?;
        let hearing = Arc::new(hearing);
        let heard = hearing.clone();
        let thread = thread::Builder::new().name("neighbours".to_owned());
        thread.spawn(move || hear(&heard, ears)).map_err(Unavailable::new)?;
        Ok(Self(hearing))
    }
}

#[async_trait]
impl Beacons for Mdns {
    async fn show(&self, beacon: &Beacon) -> Result<(), Unavailable> {
        let info = instance(beacon, self.0.networks).map_err(Unavailable::new)?;
        self.0.show(info).map_err(Unavailable::new)
    }

    async fn hide(&self) -> Result<(), Unavailable> {
        if let Some(gone) = self.0.hide().map_err(Unavailable::new)? {
            // Whoever would answer is gone itself if it does not.
            let _ = gone.recv_async().await;
        }
        Ok(())
    }
}

#[async_trait]
impl Neighbours for Mdns {
    async fn in_sight(&self) -> Result<Vec<Arc<Sighting>>, Unavailable> {
        Ok(self.0.seen.all())
    }
}

impl Drop for Mdns {
    fn drop(&mut self) {
        self.0.stop();
    }
}
