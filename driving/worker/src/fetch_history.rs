use std::{sync::Arc, time::Duration};

use causerie_chat::HistoryPage;
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

/// How much is asked for at once: half of it after each failure, since the way may be too slow for so much, and twice as much after each page.
#[allow(clippy::cast_possible_truncation, reason = "it is 200")]
const MOST: u16 = HistoryPage::MOST as u16;
/// And at least.
const LEAST: u16 = 4;

/// Fetches from another device of this person what was said before this one was there, a page after another, once `bell` is rung; also what was
/// begun before this peer was started.
pub async fn fetch_history(peer: Arc<Peer>, bell: Arc<Notify>) {
    let (mut wait, mut limit) = (AGAIN, MOST);
    loop {
        let rung = match page(&peer, limit).await {
            Ok(()) => {
                limit = limit.saturating_mul(2).min(MOST);
                true
            }
            Err(Stopped::Nothing) => {
                bell.notified().await;
                true
            }
            Err(Stopped::Failed(why)) => {
                tracing::warn!("history is not fetched now: {why}");
                limit = (limit / 2).max(LEAST);
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

async fn page(peer: &Peer, limit: u16) -> Result<(), Stopped> {
    let command = command(limit).map_err(|failed| Stopped::Failed(failed.to_string()))?;
    handled(&peer.fetch_history, command).await.map_err(|refused| match refused {
        FetchHistoryError::NothingWanted => Stopped::Nothing,
        other => Stopped::Failed(chain(&other)),
    })
}

fn command(limit: u16) -> Result<FetchHistory, causerie_edge::NoEntropy> {
    let (id, key, claim, randomness) = (message_id()?, history_key()?, claim_id()?, randomness()?);
    Ok(FetchHistory { id, key, limit, at: now(), claim, randomness })
}
