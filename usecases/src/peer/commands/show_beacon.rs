use std::{num::NonZeroU16, sync::Arc};

use causerie_chat::{Beacon, BeaconHour, Timestamp};

use crate::{
    CommandHandler,
    peer::Company,
    ports::{Beacons, Unavailable},
};

/// Show contacts on the same network where this device listens, for the hour that it is.
#[derive(Debug)]
pub struct ShowBeacon {
    /// The port.
    pub port: NonZeroU16,
    /// When.
    pub at: Timestamp,
}

/// Carries out [`ShowBeacon`].
pub struct ShowBeaconHandler {
    /// Whom it is for.
    pub company: Arc<Company>,
    /// Shows it.
    pub beacons: Arc<dyn Beacons>,
}

impl CommandHandler<ShowBeacon> for ShowBeaconHandler {
    type Error = Unavailable;

    async fn handle(&self, ShowBeacon { port, at }: ShowBeacon) -> Result<(), Unavailable> {
        let contacts = self.company.closest().await?;
        let keys: Vec<_> = contacts.into_iter().map(|(_, key)| key).collect();
        let beacon = Beacon::light(&self.company.own, port, &keys, BeaconHour::of(at));
        self.beacons.show(&beacon).await
    }
}
