use std::{sync::Arc, time::Duration};

use causerie_chat::{DeviceAddress, RoomId};
use causerie_edge::{chain, handled, jitter, message_id, now, randomness};
use causerie_usecases::{
    QueryHandler,
    peer::{
        Peer,
        commands::{SendReceipts, TellInRoom},
        queries::{DueReceipts, ToTell},
    },
};
use tokio::{
    sync::Notify,
    time::{sleep, timeout},
};

/// How long receipts are gathered at least before they are sent, so that many travel in one; and as much again at random (T39, T40).
const GATHERING: Duration = Duration::from_millis(200);
/// How long to wait at most before looking again: a bell may be missed.
const LONGEST: Duration = Duration::from_mins(1);
/// How long to wait after this machine failed.
const AFTER_FAILURE: Duration = Duration::from_secs(1);

/// Tells other devices what became of what they sent, a little after `bell` is rung.
pub async fn send_receipts(peer: Arc<Peer>, bell: Arc<Notify>) {
    loop {
        match round(&peer).await {
            Ok(Duration::ZERO) => {}
            Ok(wait) => drop(timeout(wait, bell.notified()).await),
            Err(failed) => {
                tracing::error!("receipts cannot be sent: {failed}");
                sleep(AFTER_FAILURE).await;
            }
        }
        let spread = u64::from(jitter().unwrap_or_default()) % 200;
        sleep(GATHERING + Duration::from_millis(spread)).await;
    }
}

/// Sends one receipt to each device there is something to tell, and one in each room to those that are told there. How long to wait before looking again.
async fn round(peer: &Peer) -> Result<Duration, String> {
    let due = peer.due_receipts.handle(DueReceipts { at: now() }).await;
    let ToTell { now, in_rooms, later } = due.map_err(|failed| chain(&failed))?;
    let wait = later.map_or(LONGEST, Duration::from_millis).min(LONGEST);
    let is_done = now.is_empty() && in_rooms.is_empty();
    let wait = if is_done { wait } else { Duration::ZERO };
    for to in now {
        tell(peer, to).await?;
    }
    for (room, to) in in_rooms {
        tell_in_room(peer, room, to).await?;
    }
    Ok(wait)
}

async fn tell(peer: &Peer, to: DeviceAddress) -> Result<(), String> {
    let id = message_id().map_err(|failed| failed.to_string())?;
    let jitter = jitter().map_err(|failed| failed.to_string())?;
    let randomness = randomness().map_err(|failed| failed.to_string())?;
    let command = SendReceipts { to, id, at: now(), jitter, randomness };
    handled(&peer.send_receipts, command).await.map_err(|failed| chain(&failed))
}

async fn tell_in_room(peer: &Peer, room: RoomId, to: DeviceAddress) -> Result<(), String> {
    let id = message_id().map_err(|failed| failed.to_string())?;
    let jitter = jitter().map_err(|failed| failed.to_string())?;
    let randomness = randomness().map_err(|failed| failed.to_string())?;
    let command = TellInRoom { room, to, id, at: now(), jitter, randomness };
    handled(&peer.rooms.tell, command).await.map_err(|failed| chain(&failed))
}
