use std::{collections::VecDeque, sync::Mutex};

use async_trait::async_trait;
use causerie_chat::Timestamp;
use causerie_usecases::ports::{Event, EventLog, EventNumber, Events, Happened};
use tokio::sync::Notify;

use crate::lock::lock;

/// The latest events of one run of a peer.
pub struct MemoryEvents {
    run: u64,
    told: Mutex<Told>,
    wake: Notify,
}

#[derive(Default)]
struct Told {
    latest: u64,
    /// The latest ones, without gaps.
    events: VecDeque<Event>,
    synced: Option<Timestamp>,
    is_revoked: bool,
}

impl MemoryEvents {
    /// How many events are remembered.
    pub const MOST: usize = 1_024;

    /// None yet, of a run that begins now.
    #[must_use]
    pub fn new(now: Timestamp) -> Self {
        Self { run: now.millis(), told: Mutex::default(), wake: Notify::new() }
    }

    fn number(&self, number: u64) -> EventNumber {
        EventNumber { run: self.run, number }
    }

    /// What happened behind `after`, if anything did.
    fn now(&self, after: u64) -> Option<Happened> {
        let told = lock(&self.told);
        if after >= told.latest {
            return None;
        }
        let first = told.latest - told.events.len() as u64 + 1;
        let from = first.max(after + 1);
        let skipped = usize::try_from(from - first).unwrap_or(usize::MAX);
        let events = told.events.iter().skip(skipped).cloned();
        let numbered = (from..).map(|number| self.number(number)).zip(events);
        Some(Happened { gap: from > after + 1, events: numbered.collect() })
    }
}

impl Events for MemoryEvents {
    fn tell(&self, event: Event) {
        let mut told = lock(&self.told);
        match event {
            Event::Synced(at) => told.synced = Some(at),
            Event::Behind => told.synced = None,
            Event::Revoked => told.is_revoked = true,
            _ => {}
        }
        told.latest += 1;
        told.events.push_back(event);
        if told.events.len() > Self::MOST {
            told.events.pop_front();
        }
        drop(told);
        self.wake.notify_waiters();
    }
}

#[async_trait]
impl EventLog for MemoryEvents {
    async fn behind(&self, after: Option<EventNumber>) -> Happened {
        let latest = self.latest().number;
        let (after, other_run) = match after {
            None => (latest, false),
            Some(after) if after.run == self.run && after.number <= latest => (after.number, false),
            Some(_) => (0, true),
        };
        if other_run {
            let known = self.now(0).map(|happened| happened.events).unwrap_or_default();
            return Happened { gap: true, events: known };
        }
        loop {
            let woken = self.wake.notified();
            if let Some(happened) = self.now(after) {
                return happened;
            }
            woken.await;
        }
    }

    fn latest(&self) -> EventNumber {
        self.number(lock(&self.told).latest)
    }

    fn synced(&self) -> Option<Timestamp> {
        lock(&self.told).synced
    }

    fn is_revoked(&self) -> bool {
        lock(&self.told).is_revoked
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, time::Duration};

    use tokio::time::timeout;

    use super::*;

    fn event(n: u64) -> Event {
        Event::Conversation(format!("u{n}@x.org").parse().unwrap())
    }

    fn log() -> MemoryEvents {
        MemoryEvents::new(Timestamp::from_millis(7))
    }

    const fn number(number: u64) -> EventNumber {
        EventNumber { run: 7, number }
    }

    #[tokio::test]
    async fn events_come_in_their_order_behind_the_one_that_is_known() {
        let log = log();
        for n in 1..=3 {
            log.tell(event(n));
        }

        let happened = log.behind(Some(number(1))).await;

        let events = vec![(number(2), event(2)), (number(3), event(3))];
        assert_eq!(happened, Happened { gap: false, events });
    }

    #[tokio::test]
    async fn who_waits_is_woken() {
        let log = Arc::new(log());
        let waiting = tokio::spawn({
            let log = log.clone();
            async move { log.behind(None).await }
        });
        while log.told.lock().unwrap().latest == 0 {
            tokio::task::yield_now().await;
            log.tell(event(1));
        }

        let happened = timeout(Duration::from_secs(5), waiting).await.unwrap().unwrap();

        assert!(!happened.gap && happened.events.iter().all(|(_, it)| *it == event(1)));
    }

    #[tokio::test]
    async fn what_was_forgotten_is_told_as_a_gap() {
        let log = log();
        for n in 1..=MemoryEvents::MOST as u64 + 2 {
            log.tell(event(n));
        }

        let happened = log.behind(Some(number(1))).await;

        assert!(happened.gap);
        assert_eq!(happened.events.len(), MemoryEvents::MOST);
        assert_eq!(happened.events[0], (number(3), event(3)));
        assert!(!log.behind(Some(number(2))).await.gap);
    }

    #[tokio::test]
    async fn another_run_and_what_is_yet_to_come_are_a_gap() {
        let log = log();
        log.tell(event(1));

        let of_before = log.behind(Some(EventNumber { run: 6, number: 1 })).await;
        let ahead = log.behind(Some(number(2))).await;

        assert!(of_before.gap && ahead.gap);
        assert_eq!(of_before.events, [(number(1), event(1))]);
    }

    #[test]
    fn it_is_known_since_when_all_has_come() {
        let log = log();
        assert_eq!(log.synced(), None);

        log.tell(Event::Synced(Timestamp::from_millis(9)));
        assert_eq!(log.synced(), Some(Timestamp::from_millis(9)));

        log.tell(Event::Behind);
        assert_eq!(log.synced(), None);
    }

    #[test]
    fn who_was_revoked_stays_so() {
        let log = log();
        assert!(!log.is_revoked());

        log.tell(Event::Revoked);
        log.tell(Event::Synced(Timestamp::from_millis(9)));

        assert!(log.is_revoked());
    }
}
