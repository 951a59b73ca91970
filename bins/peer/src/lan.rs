use std::{future::pending, num::NonZeroU16, sync::Arc};

use causerie_edge::chain;
use causerie_mdns::{Mdns, Networks};
use causerie_usecases::peer::{Peer, PeerParts};
use causerie_worker::meet_neighbours;

/// These parts on `networks`; where there are none, or multicast cannot be had, they meet nobody.
pub(crate) fn on(networks: Option<Networks>, parts: PeerParts) -> PeerParts {
    match networks.map(Mdns::start) {
        Some(Ok(mdns)) => {
            let mdns = Arc::new(mdns);
            PeerParts { beacons: mdns.clone(), neighbours: mdns, ..parts }
        }
        Some(Err(failed)) => {
            tracing::warn!("contacts on this network are not met: {}", chain(&failed));
            parts
        }
        None => parts,
    }
}

/// Meets neighbours for ever, if there is a port for them to come to.
pub(crate) async fn meet(peer: Arc<Peer>, port: Option<NonZeroU16>) {
    match port {
        Some(port) => meet_neighbours(peer, port).await,
        None => pending().await,
    }
}
