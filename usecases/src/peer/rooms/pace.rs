use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use causerie_chat::{Address, Timestamp};

/// How fast each person may speak in the public channel: so much at once, and then one after the other.
#[derive(Default)]
pub(super) struct PublicPace(Mutex<HashMap<Address, u64>>);

impl PublicPace {
    /// How much somebody may say at once.
    const AT_ONCE: u64 = 20;
    /// After how many milliseconds they may say one more.
    const EACH_MILLIS: u64 = 3_000;
    /// How many people are remembered; those who have not spoken for long go first, and have said nothing then.
    const MOST: usize = 2_000;

    /// Whether one more of theirs is heard now; if so, it counts.
    pub(super) fn admits(&self, who: &Address, at: Timestamp) -> bool {
        let most = Self::AT_ONCE * Self::EACH_MILLIS;
        let mut paid = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = at.millis();
        // Further ahead than can be is of a clock that was set back since.
        let until = paid.get(who).copied().filter(|until| *until <= now.saturating_add(most));
        let until = until.unwrap_or(now).max(now).saturating_add(Self::EACH_MILLIS);
        if until > now.saturating_add(most) {
            return false;
        }
        if paid.len() >= Self::MOST && !paid.contains_key(who) {
            paid.retain(|_, until| *until > now);
        }
        // Whoever fills it all the same is heard, and not remembered: they are at most as many as a room has members.
        if paid.len() < Self::MOST || paid.contains_key(who) {
            paid.insert(who.clone(), until);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn who(name: &str) -> Address {
        format!("{name}@x.org").parse().unwrap()
    }

    fn heard(pace: &PublicPace, name: &str, times: usize, second: u64) -> usize {
        let at = Timestamp::from_millis(second * 1_000);
        (0..times).filter(|_| pace.admits(&who(name), at)).count()
    }

    #[test]
    fn t54_twenty_at_once_and_then_one_every_three_seconds() {
        let pace = PublicPace::default();

        assert_eq!(heard(&pace, "bob", 50, 100), 20);
        assert_eq!(heard(&pace, "bob", 9, 102), 0);
        assert_eq!(heard(&pace, "bob", 9, 103), 1);
        assert_eq!(heard(&pace, "carol", 9, 103), 9);
        assert_eq!(heard(&pace, "bob", 50, 1_000), 20);
    }

    #[test]
    fn a_clock_that_was_set_back_silences_nobody() {
        let pace = PublicPace::default();
        assert_eq!(heard(&pace, "bob", 50, 10_000), 20);

        assert_eq!(heard(&pace, "bob", 50, 100), 20);
    }

    #[test]
    fn t54_no_more_people_are_remembered_than_there_are_places() {
        let pace = PublicPace::default();

        for n in 0..PublicPace::MOST + 10 {
            assert!(pace.admits(&who(&format!("p{n}")), Timestamp::from_millis(n as u64)));
        }

        assert_eq!(pace.0.lock().unwrap().len(), PublicPace::MOST);
    }
}
