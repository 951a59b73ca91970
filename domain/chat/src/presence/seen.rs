use super::{PresenceState, ShownPresence};
use crate::Timestamp;

/// What was seen of one device so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SeenPresence {
    /// The latest that it showed.
    latest: Option<ShownPresence>,
    /// When it showed nothing any more, if it does not.
    gone: Option<Timestamp>,
}

impl SeenPresence {
    /// What is seen once the device shows `news`, or nothing any more. What was shown before the latest that is known, or ahead of `at`
    /// by more than [`ShownPresence::AHEAD`], changes nothing: somebody repeats it, or a clock is wrong.
    #[must_use]
    pub fn after(self, news: Option<ShownPresence>, at: Timestamp) -> Self {
        let Some(shown) = news else { return Self { gone: self.gone.or(Some(at)), ..self } };
        let old = self.latest.is_some_and(|latest| shown.at < latest.at);
        if old || shown.at > at.plus(ShownPresence::AHEAD) {
            return self;
        }
        Self { latest: Some(shown), gone: None }
    }

    /// How that stands at a moment, and since when as far as it is known: what was shown longer ago than [`ShownPresence::LASTS`] is offline.
    #[must_use]
    pub fn stands(self, at: Timestamp) -> (PresenceState, Option<Timestamp>) {
        let Some(latest) = self.latest else { return (PresenceState::Offline, None) };
        let over = latest.at.plus(ShownPresence::LASTS);
        match self.gone {
            Some(gone) => (PresenceState::Offline, Some(gone.min(over))),
            None if at >= over => (PresenceState::Offline, Some(over)),
            None => (latest.state, Some(latest.since)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(100_000_000);

    fn shown(state: PresenceState, at: Timestamp) -> ShownPresence {
        ShownPresence { state, since: Timestamp::from_millis(7), at }
    }

    fn seen(state: PresenceState) -> SeenPresence {
        SeenPresence::default().after(Some(shown(state, NOW)), NOW)
    }

    #[test]
    fn who_was_never_seen_is_offline() {
        assert_eq!(SeenPresence::default().stands(NOW), (PresenceState::Offline, None));
    }

    #[test]
    fn what_is_shown_counts_for_its_time_and_no_longer() {
        let over = NOW.plus(ShownPresence::LASTS);
        let last = Timestamp::from_millis(over.millis() - 1);

        let seen = seen(PresenceState::Away);

        assert_eq!(seen.stands(last), (PresenceState::Away, Some(Timestamp::from_millis(7))));
        assert_eq!(seen.stands(over), (PresenceState::Offline, Some(over)));
    }

    #[test]
    fn what_is_repeated_does_not_win_and_what_is_newer_does() {
        let busy = seen(PresenceState::Busy);
        let before = Timestamp::from_millis(NOW.millis() - 1);

        let repeated = busy.after(Some(shown(PresenceState::Online, before)), NOW);
        let newer = busy.after(Some(shown(PresenceState::Online, NOW.plus(1))), NOW);

        assert_eq!(repeated, busy);
        assert_eq!(newer.stands(NOW).0, PresenceState::Online);
    }

    #[test]
    fn what_comes_out_of_the_future_does_not_win() {
        let ahead = |millis| shown(PresenceState::Online, NOW.plus(ShownPresence::AHEAD + millis));

        let believed = SeenPresence::default().after(Some(ahead(0)), NOW);
        let not = SeenPresence::default().after(Some(ahead(1)), NOW);

        assert_eq!(believed.stands(NOW).0, PresenceState::Online);
        assert_eq!(not, SeenPresence::default());
    }

    #[test]
    fn who_shows_nothing_any_more_is_offline_since_then_and_back_when_the_same_is_shown_again() {
        let gone = seen(PresenceState::Online).after(None, NOW.plus(5)).after(None, NOW.plus(9));

        let back = gone.after(Some(shown(PresenceState::Online, NOW)), NOW.plus(10));

        assert_eq!(gone.stands(NOW.plus(9)), (PresenceState::Offline, Some(NOW.plus(5))));
        assert_eq!(back.stands(NOW.plus(10)).0, PresenceState::Online);
    }
}
