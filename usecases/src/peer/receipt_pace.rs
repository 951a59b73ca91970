use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use causerie_chat::{Backoff, DeviceAddress, Timestamp};

use crate::ports::UnopenedEnvelope;

/// How fast receipts follow one another. Two devices that can open nothing of each other would answer each refusal with another for ever:
/// the more of them there were, the longer is the wait for the next (T41).
#[derive(Default)]
pub struct ReceiptPace(Mutex<HashMap<DeviceAddress, Told>>);

impl ReceiptPace {
    /// How long a receipt to that device has to wait, in milliseconds; nothing if it need not.
    pub(super) fn wait(&self, to: &DeviceAddress, at: Timestamp) -> Option<u64> {
        self.change(|told| Backoff::rest(told.get(to)?.not_before?, at))
    }

    /// A receipt is sent to that device, when so much is `unopened`; `jitter` is a random number.
    pub(super) fn tell(
        &self,
        to: &DeviceAddress,
        unopened: &[UnopenedEnvelope],
        at: Timestamp,
        jitter: u32,
    ) {
        let latest =
            |of: &DeviceAddress| unopened.iter().filter(|it| it.from == *of).map(|it| it.at).max();
        self.change(|told| {
            let before = told.remove(to).unwrap_or_default();
            told.retain(|of, told| latest(of).is_some() || told.is_held(at));
            if let Some(latest) = latest(to) {
                told.insert(to.clone(), before.tell(latest, at, jitter));
            }
        });
    }

    /// Nothing can be told to that device for now, and is tried again later.
    pub(super) fn hold(&self, to: &DeviceAddress, at: Timestamp) {
        self.change(|told| {
            told.entry(to.clone()).or_default().not_before = Some(at.plus(Self::HELD_MILLIS));
        });
    }

    /// How long.
    const HELD_MILLIS: u64 = 60_000;

    /// Each change is made in one piece, whatever became of the last one to hold it.
    fn change<T>(&self, change: impl FnOnce(&mut HashMap<DeviceAddress, Told>) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What was told to one device of late.
#[derive(Default)]
struct Told {
    /// How many receipts in a row there were, between any two of which something came that could not be opened.
    fruitless: u32,
    /// When the latest of that came.
    unopened: Option<Timestamp>,
    not_before: Option<Timestamp>,
}

impl Told {
    /// So many fruitless receipts may follow one another at once: a conversation that is repaired takes one or two.
    const PATIENCE: u32 = 3;

    /// Whether nothing is told to it at that moment.
    fn is_held(&self, at: Timestamp) -> bool {
        self.not_before.is_some_and(|then| Backoff::rest(then, at).is_some())
    }

    /// After one more receipt at that moment.
    fn tell(self, unopened: Timestamp, at: Timestamp, jitter: u32) -> Self {
        let fruitless =
            if self.unopened < Some(unopened) { self.fruitless.saturating_add(1) } else { 0 };
        let failures = fruitless.saturating_sub(Self::PATIENCE);
        let not_before = (failures > 0).then(|| at.plus(Backoff { failures }.wait(jitter)));
        Self { fruitless, unopened: Some(unopened), not_before }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_000_000);

    /// After so many receipts, before each of which something came that could not be opened.
    fn after(fruitless: u64) -> Told {
        let unopened = (1..=fruitless).map(Timestamp::from_millis);
        unopened.fold(Told::default(), |told, unopened| told.tell(unopened, NOW, 0))
    }

    #[test]
    fn t41_refusals_that_bring_nothing_but_refusals_come_ever_more_slowly() {
        let wait = |n| after(n).not_before.map_or(0, |then| then.millis() - NOW.millis());

        let waits: Vec<_> = (1..=12).map(wait).collect();

        assert_eq!(waits[..7], [0, 0, 0, 500, 1_000, 2_000, 4_000]);
        assert_eq!(waits[11], 128_000);
    }

    #[test]
    fn what_cannot_be_told_to_one_device_waits_whatever_is_told_to_others() {
        let [held, other] = ["d1.bob", "d1.carol"];
        let device = |name: &str| format!("{name}.peers.example.org").parse().unwrap();
        let pace = ReceiptPace::default();

        pace.hold(&device(held), NOW);
        pace.tell(&device(other), &[], NOW.plus(1), 0);

        assert_eq!(pace.wait(&device(held), NOW.plus(1)), Some(59_999));
        assert_eq!(pace.wait(&device(other), NOW.plus(1)), None);
        assert_eq!(pace.wait(&device(held), NOW.plus(60_000)), None);
    }

    #[test]
    fn once_nothing_more_was_unopened_receipts_are_sent_at_once() {
        let told = after(9).tell(Timestamp::from_millis(9), NOW, 0);

        assert!(told.not_before.is_none() && told.fruitless == 0);
    }
}
