use std::{sync::Arc, time::Duration};

use causerie_edge::{answered, chain, handled, jitter, now};
use causerie_usecases::peer::{
    Peer,
    commands::{ForgetFiles, TakeChunks},
    queries::DueFetches,
};
use tokio::{
    sync::Notify,
    time::{Instant, timeout},
};

/// How long to wait after a failure of this peer's own.
const AGAIN: Duration = Duration::from_secs(5);
/// How often those are forgotten whose message is gone.
const TIDYING: Duration = Duration::from_hours(1);

/// Fetches the files that are wanted, one after another, once `bell` is rung; also what was begun before this peer was started.
///
/// One at a time, so that the memory it takes does not grow with their number; each lets go when nobody who has it answers, until its next attempt.
pub async fn fetch_files(peer: Arc<Peer>, bell: Arc<Notify>) {
    let mut tidy_at = Instant::now();
    loop {
        if Instant::now() >= tidy_at {
            if let Err(why) = handled(&peer.files.forget, ForgetFiles { at: now() }).await {
                tracing::warn!(
                    "files whose message is gone are not forgotten now: {}",
                    chain(&why)
                );
            }
            tidy_at = Instant::now() + TIDYING;
        }
        let wait = match round(&peer).await {
            Ok(next) => next,
            Err(why) => {
                tracing::warn!("files are not fetched now: {why}");
                Some(AGAIN)
            }
        };
        let tidying = tidy_at.saturating_duration_since(Instant::now());
        let wait = wait.map_or(tidying, |wait| wait.min(tidying));
        drop(timeout(wait, bell.notified()).await);
    }
}

/// Takes what is due, and says how long it is until something is again; nothing if nothing is wanted.
async fn round(peer: &Peer) -> Result<Option<Duration>, String> {
    let mut next = None;
    let due = answered(&peer.files.due, DueFetches).await.map_err(|failed| chain(&failed))?;
    for (file, from) in due {
        let at = now();
        let wait = from.map_or(0, |from| from.millis().saturating_sub(at.millis()));
        if wait == 0 {
            let jitter = jitter().map_err(|failed| failed.to_string())?;
            let take = TakeChunks { file, at, jitter };
            handled(&peer.files.take, take).await.map_err(|failed| chain(&failed))?;
        }
        // How it stands now is looked at then.
        let wait = Duration::from_millis(wait);
        next = Some(next.map_or(wait, |next: Duration| next.min(wait)));
    }
    Ok(next)
}
