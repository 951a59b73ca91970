use std::{collections::HashMap, sync::Arc, time::Duration};

use causerie_chat::{Backoff, DeviceAddress, Timestamp};
use causerie_edge::{chain, handled, jitter, message_id, now, randomness};
use causerie_usecases::{
    QueryHandler,
    peer::{
        Peer,
        commands::SendReceipts,
        queries::{DueReceipts, ReadUnopened},
    },
};
use tokio::{
    sync::Notify,
    time::{Instant, sleep, timeout},
};

/// How long receipts are gathered at least before they are sent, so that many travel in one; and as much again at random (T39, T40).
const GATHERING: Duration = Duration::from_millis(200);
/// How long to wait at most before looking again: a bell may be missed.
const LONGEST: Duration = Duration::from_mins(1);
/// How long to wait after this machine failed.
const AFTER_FAILURE: Duration = Duration::from_secs(1);

/// Tells other devices what became of what they sent, a little after `bell` is rung.
pub async fn send_receipts(peer: Arc<Peer>, bell: Arc<Notify>) {
    let mut told = HashMap::new();
    loop {
        match round(&peer, &mut told).await {
            Ok(Some(Duration::ZERO)) => {}
            Ok(wait) => drop(timeout(wait.unwrap_or(LONGEST), bell.notified()).await),
            Err(failed) => {
                tracing::error!("receipts cannot be sent: {failed}");
                sleep(AFTER_FAILURE).await;
            }
        }
        let spread = u64::from(jitter().unwrap_or_default()) % 200;
        sleep(GATHERING + Duration::from_millis(spread)).await;
    }
}

/// Sends one receipt to each device there is something to tell. After which time there is more to do, if there is.
async fn round(
    peer: &Peer,
    told: &mut HashMap<DeviceAddress, Told>,
) -> Result<Option<Duration>, String> {
    let due = peer.due_receipts.handle(DueReceipts).await.map_err(|failed| chain(&failed))?;
    let unopened = peer.read_unopened.handle(ReadUnopened).await;
    let unopened = unopened.map_err(|failed| chain(&failed))?;
    told.retain(|_, told| told.fruitless > 0);
    let mut more = None;
    for to in due {
        let latest = unopened.iter().filter(|it| it.from == to).map(|it| it.at).max();
        let before = told.entry(to.clone()).or_default();
        let wait = before.not_before.map(|then| then.saturating_duration_since(Instant::now()));
        let wait = wait.unwrap_or_default();
        if wait.is_zero() {
            tell(peer, &to).await?;
            before.tell(latest, jitter().unwrap_or_default());
        }
        more = Some(more.map_or(wait, |more: Duration| more.min(wait)));
    }
    Ok(more)
}

/// What was told to one device of late.
#[derive(Default)]
struct Told {
    /// How many receipts in a row there were, between any two of which something came that could not be opened.
    fruitless: u32,
    /// When the latest of that came.
    unopened: Option<Timestamp>,
    not_before: Option<Instant>,
}

impl Told {
    /// So many fruitless receipts may follow one another at once: a conversation that is repaired takes one or two.
    const PATIENCE: u32 = 3;

    /// A receipt was sent. Two devices that can open nothing of each other would answer each refusal with another for ever: the more of
    /// them there were, the longer is the wait for the next.
    fn tell(&mut self, latest_unopened: Option<Timestamp>, jitter: u32) {
        let fruitless = latest_unopened > self.unopened;
        self.fruitless = if fruitless { self.fruitless.saturating_add(1) } else { 0 };
        self.unopened = latest_unopened;
        let failures = self.fruitless.saturating_sub(Self::PATIENCE);
        let wait = || Duration::from_millis(Backoff { failures }.wait(jitter));
        self.not_before = (failures > 0).then(|| Instant::now() + wait());
    }
}

async fn tell(peer: &Peer, to: &DeviceAddress) -> Result<(), String> {
    let id = message_id().map_err(|failed| failed.to_string())?;
    let randomness = randomness().map_err(|failed| failed.to_string())?;
    let command = SendReceipts { to: to.clone(), id, at: now(), randomness };
    handled(&peer.send_receipts, command).await.map_err(|failed| chain(&failed))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: u64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    #[tokio::test]
    async fn t41_refusals_that_bring_nothing_but_refusals_come_ever_more_slowly() {
        let mut told = Told::default();
        let begun = Instant::now();

        let waits: Vec<_> = (1..=12)
            .map(|n| {
                told.tell(Some(at(n)), 0);
                told.not_before.map_or(0, |then| (then - begun).as_millis() / 100)
            })
            .collect();

        assert_eq!(waits[..7], [0, 0, 0, 5, 10, 20, 40]);
        assert_eq!(waits[11], 1_280);
    }

    #[tokio::test]
    async fn once_nothing_more_was_unopened_receipts_are_sent_at_once() {
        let mut told = Told::default();
        for n in 1..=9 {
            told.tell(Some(at(n)), 0);
        }

        told.tell(Some(at(9)), 0);

        assert!(told.not_before.is_none() && told.fruitless == 0);
    }
}
