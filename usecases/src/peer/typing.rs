use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use causerie_chat::{Address, Timestamp};

use crate::ports::{Event, Events, Identities};

/// Tells those who watch this device that somebody is typing.
pub struct TypingWatch {
    /// Knows whom to listen to.
    pub identities: Arc<dyn Identities>,
    /// Hears of it.
    pub events: Arc<dyn Events>,
    /// Sees to it that nobody floods them.
    pub pace: TypingPace,
}

impl TypingWatch {
    /// How often it is told of one person at most, in milliseconds.
    pub const EVERY: u64 = 3_000;

    /// `who` says to be typing. Of strangers nothing is told, nor where nobody can tell who that is.
    pub(super) async fn hear(&self, who: Address, at: Timestamp) {
        let known = self.identities.identity(&who).await.unwrap_or_default();
        if known.is_some_and(|known| known.is_accepted()) && self.pace.admits(&who, at) {
            self.events.tell(Event::Typing(who));
        }
    }
}

/// Lets one thing pass of each person in a while, and drops the others.
pub struct TypingPace {
    every: u64,
    latest: Mutex<HashMap<Address, Timestamp>>,
}

impl TypingPace {
    /// One in so many milliseconds.
    #[must_use]
    pub fn new(every: u64) -> Self {
        Self { every, latest: Mutex::default() }
    }

    /// Whether one passes now.
    pub(super) fn admits(&self, who: &Address, at: Timestamp) -> bool {
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that was set back silences nobody.
        latest.retain(|_, before| *before <= at && at < before.plus(self.every));
        let passes = !latest.contains_key(who);
        if passes {
            latest.insert(who.clone(), at);
        }
        passes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_passes_in_a_while_and_of_each_person() {
        let pace = TypingPace::new(3_000);
        let [alice, bob] = ["a@x.org", "b@x.org"].map(|who| who.parse::<Address>().unwrap());
        let admits = |who, at| pace.admits(who, Timestamp::from_millis(at));

        assert!(admits(&alice, 10_000) && !admits(&alice, 10_001) && admits(&bob, 10_002));
        assert!(!admits(&alice, 12_999) && admits(&alice, 13_000));
        assert!(admits(&alice, 5), "the clock was set back");
    }
}
