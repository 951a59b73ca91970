use std::{sync::Arc, time::Duration};

use causerie_edge::{answered, chain, handled, jitter, message_id, now, randomness};
use causerie_usecases::{
    peer::{
        Peer,
        commands::{AnswerInRooms, AskWhoWent, FollowRooms, GoOnLeaving, RenewKeys},
        queries::{ReadRooms, WhoAmI, WhoWent},
    },
    ports::RoomStanding,
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
/// How often whoever went from a room is asked what they took; one who was out of reach is tried less often, as the ways to them say.
const ASK: Duration = Duration::from_secs(20);
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
        let _ = timeout(wait, rest(&peer, &bell)).await;
        let spread = u64::from(jitter().unwrap_or_default()) % SPREAD_MILLIS;
        sleep(Duration::from_millis(spread)).await;
    }
}

/// Waits for what lies in the mailbox: it was said before what changed in rooms since, and whoever is further on in a room opens less of it.
async fn wait_for_mail(peer: &Peer, bell: &Notify) {
    let lies_there =
        || async { answered(&peer.who_am_i, WhoAmI).await.is_ok_and(|me| me.synced.is_none()) };
    wait_while(lies_there, bell).await;
}

/// Waits as long as it is so, for [`MAIL`] at most; it is looked again whenever `bell` is rung, and now and then.
async fn wait_while<So: Future<Output = bool>>(is_so: impl Fn() -> So, bell: &Notify) {
    let is_over = async {
        while is_so().await {
            let _ = timeout(LOOK, bell.notified()).await;
        }
    };
    let _ = timeout(MAIL, is_over).await;
}

/// Waits for the bell; goes on leaving rooms meanwhile, and asks who went from them.
async fn rest(peer: &Peer, bell: &Notify) {
    loop {
        let leaves = go_on_leaving(peer).await.unwrap_or_else(|failed| {
            tracing::info!("rooms cannot be left: {failed}");
            true
        });
        let asks = ask_who_went(peer).await.unwrap_or_else(|failed| {
            tracing::info!("who went from rooms cannot be asked: {failed}");
            true
        });
        let look = match (leaves, asks) {
            (true, _) => LOOK,
            (false, true) => ASK,
            (false, false) => return bell.notified().await,
        };
        if timeout(look, bell.notified()).await.is_ok() {
            return;
        }
    }
}

/// Asks everybody who is in a room with this device no more whether they took what lies in their mailboxes. Whether there was anybody to ask.
async fn ask_who_went(peer: &Peer) -> Result<bool, String> {
    let went = answered(&peer.rooms.who_went, WhoWent).await.map_err(|failed| chain(&failed))?;
    let is_somebody = !went.is_empty();
    for to in went {
        let jitter = jitter().map_err(|failed| failed.to_string())?;
        let randomness = randomness().map_err(|failed| failed.to_string())?;
        let command = AskWhoWent { to, at: now(), jitter, randomness };
        handled(&peer.rooms.ask_who_went, command).await.map_err(|failed| chain(&failed))?;
    }
    Ok(is_somebody)
}

/// Whether there is still a room that is being left.
async fn go_on_leaving(peer: &Peer) -> Result<bool, String> {
    let rooms = answered(&peer.rooms.read_rooms, ReadRooms).await.map_err(|it| chain(&it))?.rooms;
    let rooms = rooms.into_iter().filter(|it| it.standing == RoomStanding::Leaving);
    let leaving: Vec<_> = rooms.map(|it| it.id).collect();
    for &room in &leaving {
        let id = message_id().map_err(|failed| failed.to_string())?;
        let randomness = randomness().map_err(|failed| failed.to_string())?;
        let command = GoOnLeaving { id, room, at: now(), randomness };
        handled(&peer.rooms.go_on_leaving, command).await.map_err(|failed| chain(&failed))?;
    }
    Ok(!leaving.is_empty())
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

#[cfg(test)]
mod tests {
    use std::{cell::Cell, future::ready};

    use tokio::time::Instant;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn what_lies_in_the_mailbox_is_waited_for_until_it_has_come() {
        let (began, looks) = (Instant::now(), Cell::new(0));
        let lies_there = || {
            looks.set(looks.get() + 1);
            ready(looks.get() <= 3)
        };

        wait_while(lies_there, &Notify::new()).await;

        assert_eq!((looks.get(), began.elapsed()), (4, 3 * LOOK));
    }

    #[tokio::test(start_paused = true)]
    async fn it_is_looked_at_once_when_the_bell_is_rung() {
        let (began, looks, bell) = (Instant::now(), Cell::new(0), Notify::new());
        let lies_there = || {
            looks.set(looks.get() + 1);
            ready(looks.get() <= 1)
        };

        bell.notify_one();
        wait_while(lies_there, &bell).await;

        assert_eq!((looks.get(), began.elapsed()), (2, Duration::ZERO));
    }

    #[tokio::test(start_paused = true)]
    async fn what_does_not_come_is_not_waited_for_forever() {
        let began = Instant::now();

        wait_while(|| ready(true), &Notify::new()).await;

        assert_eq!(began.elapsed(), MAIL);
    }
}
