use std::{sync::Arc, time::Duration};

use causerie_edge::{chain, claim_id, handled, history_key, message_id, now, randomness};
use causerie_usecases::peer::{
    Peer,
    commands::{FetchHistory, FetchHistoryError},
};
use tokio::{sync::Notify, time::timeout};

/// How long to wait before asking again for what the other device did not give, since it may be away: at first, and twice as long each time.
const AGAIN: Duration = Duration::from_mins(1);
/// And at most: each question that is lost leaves a gap in the session.
const LONGEST: Duration = Duration::from_hours(1);

/// Fetches from another device of this person what was said before this one was there, a page after another, once `bell` is rung; also what was
/// begun before this peer was started.
pub async fn fetch_history(peer: Arc<Peer>, bell: Arc<Notify>) {
    let mut wait = AGAIN;
    loop {
        let rung = match page(&peer).await {
            Ok(()) => true,
            Err(Stopped::Nothing) => {
                bell.notified().await;
                true
            }
            Err(Stopped::Failed(why)) => {
                tracing::warn!("history is not fetched now: {why}");
                timeout(wait, bell.notified()).await.is_ok()
            }
        };
        wait = if rung { AGAIN } else { (wait * 2).min(LONGEST) };
    }
}

/// Why no page came.
enum Stopped {
    Nothing,
    Failed(String),
}

async fn page(peer: &Peer) -> Result<(), Stopped> {
    let command = command().map_err(|failed| Stopped::Failed(failed.to_string()))?;
    handled(&peer.fetch_history, command).await.map_err(|refused| match refused {
        FetchHistoryError::NothingWanted => Stopped::Nothing,
        other => Stopped::Failed(chain(&other)),
    })
}

fn command() -> Result<FetchHistory, causerie_edge::NoEntropy> {
    let (id, key, claim, randomness) = (message_id()?, history_key()?, claim_id()?, randomness()?);
    Ok(FetchHistory { id, key, at: now(), claim, randomness })
}
