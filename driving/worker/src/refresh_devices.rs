use std::{sync::Arc, time::Duration};

use causerie_edge::{chain, handled, now, randomness};
use causerie_usecases::peer::{Peer, commands::RefreshDevices};
use tokio::{sync::watch, time::sleep};

use crate::Standing;

/// How often the directory is asked which devices this person has: who is one of several hears of changes by message at once, and this way in
/// any case.
const ROUND: Duration = Duration::from_hours(1);

/// Takes up what changed about this person's devices while this one was away: once the peer has signed in, and each hour from then on.
pub async fn refresh_devices(peer: Arc<Peer>, mut standing: watch::Receiver<Standing>) {
    loop {
        if standing.wait_for(|standing| *standing == Standing::Announced).await.is_err() {
            return;
        }
        if let Err(failed) = refresh(&peer).await {
            tracing::debug!("whether the devices changed is not known: {failed}");
        }
        sleep(ROUND).await;
    }
}

async fn refresh(peer: &Peer) -> Result<(), String> {
    let randomness = randomness().map_err(|failed| failed.to_string())?;
    let command = RefreshDevices { at: now(), randomness };
    handled(&peer.change_devices, command).await.map_err(|failed| chain(&failed))
}
