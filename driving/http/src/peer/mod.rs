//! A peer's router for other peers.

mod deliveries;
mod door;
mod files;
mod history;
mod sender;

use std::{sync::Arc, time::Duration};

use axum::{Router, middleware::from_fn_with_state};
use causerie_chat::DeviceAddress;
use causerie_usecases::peer::Peer;
use tokio::sync::Semaphore;
use tower::limit::GlobalConcurrencyLimitLayer;
use utoipa_axum::routes;

use crate::{
    openapi::{described, finished},
    quota::{Counter, Quota},
    under_way::UnderWay,
};

/// How many requests are under way at once: with the largest bodies they take 64 MiB. The others wait their turn.
const AT_ONCE: usize = 256;

/// How many pieces of files are given at once, and how many of them to one device: they take 48 MiB. The others wait their turn.
const FILES_AT_ONCE: usize = 12;
const FILES_OF_EACH: usize = 4;

/// How a peer treats the devices that call it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeerConfig {
    /// How often each device may deliver.
    pub deliveries: Quota,
    /// How long a device may take over a piece of a file that it asked for: its connection ends then, since others wait for the room.
    pub takes_files_within: Duration,
    /// Whether a delivery may join the traces it names: only where everybody who calls belongs together (T60).
    pub trusts_traces: bool,
}

impl Default for PeerConfig {
    fn default() -> Self {
        Self {
            deliveries: Quota::new(2_000, 4_000),
            // A little longer than an honest one waits for it.
            takes_files_within: Duration::from_secs(70),
            trusts_traces: false,
        }
    }
}

/// The router of `peer` for other peers. The sender of what they deliver is the device that their certificate names.
pub fn peer_router(peer: Arc<Peer>, config: PeerConfig) -> Router {
    let deliveries = Counter::new(config.deliveries);
    let api = Api {
        peer,
        deliveries,
        under_way: Arc::default(),
        files_under_way: Arc::new(UnderWay::of_each(FILES_OF_EACH)),
        files_at_once: Arc::new(Semaphore::new(FILES_AT_ONCE)),
        takes_files_within: config.takes_files_within,
        trusts_traces: config.trusts_traces,
    };
    let api = Arc::new(api);
    let routes = described("Causerie peer")
        .routes(routes!(deliveries::deliver))
        .routes(routes!(history::give))
        .routes(routes!(files::hashes))
        .routes(routes!(files::chunks));
    finished(routes)
        .with_state(api.clone())
        .layer(from_fn_with_state(api, door::let_in))
        .layer(GlobalConcurrencyLimitLayer::new(AT_ONCE))
}

struct Api {
    peer: Arc<Peer>,
    deliveries: Counter<DeviceAddress>,
    under_way: Arc<UnderWay>,
    files_under_way: Arc<UnderWay>,
    files_at_once: Arc<Semaphore>,
    takes_files_within: Duration,
    trusts_traces: bool,
}
