use std::{collections::HashSet, num::NonZeroU16, sync::Arc, time::Duration};

use causerie_chat::{BeaconHour, DeviceAddress, NetworkAddress};
use causerie_edge::{chain, handled, now};
use causerie_usecases::{
    QueryHandler,
    peer::{
        Peer,
        commands::{BringForward, ShowBeacon},
        queries::{DueDeliveries, Neighbour, ReadNeighbours},
    },
};
use tokio::time::sleep;

/// How often this device looks whether somebody is there that something waits for.
const ROUND: Duration = Duration::from_secs(5);

/// Shows contacts on the same network that this device listens at `port`, by another beacon each hour, and tries what waits for those
/// that come into sight.
pub async fn meet_neighbours(peer: Arc<Peer>, port: NonZeroU16) {
    let (mut shown, mut met) = (None, HashSet::new());
    loop {
        let hour = BeaconHour::of(now());
        if shown != Some(hour) {
            match handled(&peer.show_beacon, ShowBeacon { port, at: now() }).await {
                Ok(()) => shown = Some(hour),
                Err(failed) => tracing::warn!("not shown on the network: {}", chain(&failed)),
            }
        }
        match look(&peer, &met).await {
            Ok(seen) => met = seen,
            Err(failed) => tracing::warn!("neighbours are not looked at: {failed}"),
        }
        sleep(ROUND).await;
    }
}

/// A device, and one place where it seems to be.
type Place = (DeviceAddress, NetworkAddress);

/// Tries what waits for those that are seen where they were not `met` before; returns all that are seen, while anything waits.
async fn look(peer: &Peer, met: &HashSet<Place>) -> Result<HashSet<Place>, String> {
    let due = peer.due_deliveries.handle(DueDeliveries).await.map_err(|failed| chain(&failed))?;
    if due.iter().all(|due| due.not_before.is_none()) {
        return Ok(HashSet::new());
    }
    let query = ReadNeighbours { at: now() };
    let seen = peer.read_neighbours.handle(query).await.map_err(|failed| chain(&failed))?;
    let mut places = HashSet::new();
    for Neighbour { device, addresses } in seen {
        let all = addresses.into_iter().map(|address| (device.clone(), address));
        let new = all.clone().any(|place| !met.contains(&place));
        places.extend(all);
        if new {
            let command = BringForward { to: device, at: now() };
            handled(&peer.bring_forward, command).await.map_err(|failed| chain(&failed))?;
        }
    }
    Ok(places)
}
