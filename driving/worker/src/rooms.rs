use std::{sync::Arc, time::Duration};

use causerie_edge::{answered, chain, handled, jitter, now, randomness};
use causerie_usecases::peer::{
    Peer,
    commands::{AnswerInRooms, FollowRooms, RenewKeys},
    queries::WhoAmI,
};
use tokio::{
    sync::{Notify, watch},
    time::{sleep, timeout},
};

use crate::Standing;

/// How long changes are gathered at most before they are read, at random: all members of a room hear of one at once.
const SPREAD_MILLIS: u64 = 500;
/// How long to wait at most before looking again: a bell may be missed.
const LONGEST: Duration = Duration::from_mins(10);
/// How long to wait after the directory or this machine failed.
const AFTER_FAILURE: Duration = Duration::from_secs(20);

/// How often it is looked meanwhile whether it has come.
const LOOK: Duration = Duration::from_millis(500);
/// How long what lies in the mailbox is waited for at most.
const MAIL: Duration = Duration::from_secs(20);

/// Takes over what changed in rooms and does what others ask for there, a little after `bell` is rung, and now and then; it begins once the peer has signed in.
pub async fn follow_rooms(
    peer: Arc<Peer>,
    bell: Arc<Notify>,
    mut standing: watch::Receiver<Standing>,
) {
    if standing.wait_for(|standing| *standing == Standing::Announced).await.is_err() {
        return;
    }
    loop {
        wait_for_mail(&peer, &bell).await;
        let wait = match round(&peer).await {
            Ok(()) => LONGEST,
            Err(failed) => {
                tracing::info!("rooms cannot be followed: {failed}");
                AFTER_FAILURE
            }
        };
        // Whichever comes first.
        let _ = timeout(wait, bell.notified()).await;
        let spread = u64::from(jitter().unwrap_or_default()) % SPREAD_MILLIS;
        sleep(Duration::from_millis(spread)).await;
    }
}

/// Waits for what lies in the mailbox: it was said before what changed in rooms since, and whoever is further on in a room opens less of it.
async fn wait_for_mail(peer: &Peer, bell: &Notify) {
    let has_come = async {
        while answered(&peer.who_am_i, WhoAmI).await.is_ok_and(|me| me.synced.is_none()) {
            let _ = timeout(LOOK, bell.notified()).await;
        }
    };
    let _ = timeout(MAIL, has_come).await;
}

async fn round(peer: &Peer) -> Result<(), String> {
    let drawn = || randomness().map_err(|failed| failed.to_string());
    let command = FollowRooms { at: now(), randomness: drawn()? };
    handled(&peer.rooms.follow_all, command).await.map_err(|failed| chain(&failed))?;
    let command = AnswerInRooms { at: now(), randomness: drawn()? };
    handled(&peer.rooms.answer, command).await.map_err(|failed| chain(&failed))?;
    let command = RenewKeys { at: now(), randomness: drawn()? };
    handled(&peer.rooms.renew, command).await.map_err(|failed| chain(&failed))
}
