use std::{sync::Arc, time::Duration};

use causerie_edge::{chain, handled, now};
use causerie_usecases::peer::{Peer, commands::WipeExpired};
use tokio::time::sleep;

/// How often a peer looks for what was to disappear.
const ROUND: Duration = Duration::from_secs(10);

/// Wipes what was to disappear, at a peer: at once, and then every ten seconds.
pub async fn wipe_expired(peer: Arc<Peer>) {
    loop {
        if let Err(failed) = handled(&peer.wipe_expired, WipeExpired { at: now() }).await {
            tracing::error!("what has expired is not wiped: {}", chain(&failed));
        }
        sleep(ROUND).await;
    }
}
