use std::{sync::Arc, time::Duration};

use causerie_edge::{answered, chain, handled, jitter, now};
use causerie_usecases::peer::{Peer, commands::TakeChunks, queries::DueFetches};
use tokio::{sync::Notify, time::timeout};

/// How long to wait after a failure of this peer's own, and at most for the next attempt of any.
const LONGEST: Duration = Duration::from_secs(5);

/// Fetches the files that are wanted, one after another, once `bell` is rung; also what was begun before this peer was started.
///
/// One at a time, so that the memory it takes does not grow with their number; each lets go when nobody who has it answers, until its next attempt.
pub async fn fetch_files(peer: Arc<Peer>, bell: Arc<Notify>) {
    loop {
        match round(&peer).await {
            Ok(true) => {}
            Ok(false) => {
                let _ = timeout(LONGEST, bell.notified()).await;
            }
            Err(why) => {
                tracing::warn!("files are not fetched now: {why}");
                let _ = timeout(LONGEST, bell.notified()).await;
            }
        }
    }
}

/// Takes what is due, and whether anything was.
async fn round(peer: &Peer) -> Result<bool, String> {
    let due = answered(&peer.files.due, DueFetches).await.map_err(|failed| chain(&failed))?;
    let mut was_due = false;
    for (file, from) in due {
        let at = now();
        if from.is_some_and(|from| from > at) {
            continue;
        }
        was_due = true;
        let jitter = jitter().map_err(|failed| failed.to_string())?;
        let take = TakeChunks { file, at, jitter };
        handled(&peer.files.take, take).await.map_err(|failed| chain(&failed))?;
    }
    Ok(was_due)
}
