use std::{sync::Arc, time::Duration};

use causerie_edge::{chain, handled, jitter, now, randomness};
use causerie_usecases::peer::{Peer, commands::ReplenishPreKeys};
use tokio::{
    sync::{Notify, watch},
    time::{sleep, timeout},
};

use crate::Standing;

/// How often the directory is asked how many pre-keys are left, besides after each time this peer has signed in.
const ROUND: Duration = Duration::from_mins(15);
/// How long to wait after a failure.
const AFTER_FAILURE: Duration = Duration::from_secs(20);

/// Sees to it that the directory has enough pre-keys of this device, whenever it is signed in, and soon after `low` is rung.
pub async fn replenish(peer: Arc<Peer>, mut standing: watch::Receiver<Standing>, low: Arc<Notify>) {
    loop {
        let signed_in =
            standing.wait_for(|standing| *standing == Standing::Announced).await.is_ok();
        if !signed_in {
            return;
        }
        let wait = match round(&peer).await {
            Ok(()) => ROUND,
            Err(reason) => {
                tracing::warn!("pre-keys are not replenished: {reason}");
                AFTER_FAILURE
            }
        };
        let spread = u64::from(jitter().unwrap_or_default() % 5_000);
        // A ring brings the next round forward, not more often than after a failure.
        sleep(AFTER_FAILURE.min(wait)).await;
        let rest = (wait + Duration::from_millis(spread)).saturating_sub(AFTER_FAILURE);
        drop(timeout(rest, low.notified()).await);
    }
}

async fn round(peer: &Peer) -> Result<(), String> {
    let randomness = randomness().map_err(|failed| failed.to_string())?;
    let command = ReplenishPreKeys { randomness, at: now() };
    handled(&peer.replenish_pre_keys, command).await.map_err(|failed| chain(&failed))
}
