use std::{sync::Arc, time::Duration};

use causerie_chat::Timestamp;
use causerie_edge::{answered, chain, handled, jitter, now};
use causerie_files::FileId;
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
const TIDYING: Duration = Duration::from_mins(5);

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
        let next = round(&peer).await;
        let tidying = tidy_at.saturating_duration_since(Instant::now());
        let wait = next.map_or(tidying, |next| next.min(tidying));
        drop(timeout(wait, bell.notified()).await);
    }
}

/// Takes what is due, and says how long it is until something is again; nothing if nothing is wanted.
async fn round(peer: &Peer) -> Option<Duration> {
    let due = match answered(&peer.files.due, DueFetches).await {
        Ok(due) => due,
        Err(failed) => return Some(later(&chain(&failed))),
    };
    let mut next = None;
    for (file, from) in due {
        let at = now();
        let wait = match from.map_or(0, |from| from.millis().saturating_sub(at.millis())) {
            // What this peer fails at for one file it may do for the next.
            0 => take(peer, file, at).await.unwrap_or_else(|why| later(&why)),
            wait => Duration::from_millis(wait),
        };
        next = Some(next.map_or(wait, |next: Duration| next.min(wait)));
    }
    next
}

/// Takes what can be had of one. How it stands is looked at in the next round, at once.
async fn take(peer: &Peer, file: FileId, at: Timestamp) -> Result<Duration, String> {
    let jitter = jitter().map_err(|failed| failed.to_string())?;
    let take = TakeChunks { file, at, jitter };
    handled(&peer.files.take, take).await.map_err(|failed| chain(&failed))?;
    Ok(Duration::ZERO)
}

/// Says why, and how long to wait.
fn later(why: &str) -> Duration {
    tracing::warn!("files are not fetched now: {why}");
    AGAIN
}
