use std::fmt;

/// A place in the log of a room's commits: the first entry has 1, each next one the number behind it. 0 is the beginning, where there is no
/// entry. Numbers are not used twice. As long as all members are honest, the entry at a place leads to the epoch of that number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoomPlace(pub u64);

impl RoomPlace {
    /// The one behind it.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// The one before it; of the beginning, itself.
    #[must_use]
    pub fn before(self) -> Self {
        Self(self.0.saturating_sub(1))
    }
}

impl fmt::Display for RoomPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// From which entry on, and up to which, a device is or was in a room: both are its to read, and nothing before or behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RoomStay {
    /// The entry that let it in; 0 for who founded the room.
    pub since: RoomPlace,
    /// The entry that let it go; nothing as long as it is in.
    pub until: Option<RoomPlace>,
}

impl RoomStay {
    /// Whether the entry at that place is its to read.
    #[must_use]
    pub fn covers(&self, place: RoomPlace) -> bool {
        self.since <= place && self.until.is_none_or(|until| place <= until)
    }

    /// Which of the entries from one to another are its to read, as the first and the last of them; nothing if none is.
    #[must_use]
    pub fn within(&self, first: RoomPlace, last: RoomPlace) -> Option<(RoomPlace, RoomPlace)> {
        let first = first.max(self.since).max(RoomPlace(1));
        let last = self.until.map_or(last, |until| until.min(last));
        (first <= last).then_some((first, last))
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn stay(since: u64, until: Option<u64>) -> RoomStay {
        RoomStay { since: RoomPlace(since), until: until.map(RoomPlace) }
    }

    #[test]
    fn places_do_not_begin_anew() {
        assert_eq!(RoomPlace(1).next(), RoomPlace(2));
        assert_eq!(RoomPlace(u64::MAX).next(), RoomPlace(u64::MAX));
        assert_eq!([0, 1, 2].map(|it| RoomPlace(it).before().0), [0, 0, 1]);
    }

    #[rstest]
    #[case::before(stay(3, Some(5)), 2, false)]
    #[case::let_in(stay(3, Some(5)), 3, true)]
    #[case::let_go(stay(3, Some(5)), 5, true)]
    #[case::behind(stay(3, Some(5)), 6, false)]
    #[case::still_in(stay(3, None), 1_000, true)]
    fn a_stay_covers_what_let_in_what_let_go_and_what_is_between(
        #[case] stay: RoomStay,
        #[case] place: u64,
        #[case] covered: bool,
    ) {
        assert_eq!(stay.covers(RoomPlace(place)), covered);
    }

    #[rstest]
    #[case::founder(stay(0, None), 0, 9, Some((1, 9)))]
    #[case::part(stay(3, Some(5)), 1, 9, Some((3, 5)))]
    #[case::later(stay(3, Some(5)), 4, 9, Some((4, 5)))]
    #[case::nothing_left(stay(3, Some(5)), 6, 9, None)]
    #[case::nothing_yet(stay(3, None), 1, 2, None)]
    #[case::empty(stay(0, None), 1, 0, None)]
    fn what_is_to_be_read_of_a_stretch(
        #[case] stay: RoomStay,
        #[case] first: u64,
        #[case] last: u64,
        #[case] expected: Option<(u64, u64)>,
    ) {
        let expected = expected.map(|(first, last)| (RoomPlace(first), RoomPlace(last)));

        assert_eq!(stay.within(RoomPlace(first), RoomPlace(last)), expected);
    }
}
