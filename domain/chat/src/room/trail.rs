use sha2::{Digest, Sha256};

use super::{entry::RoomCommit, place::RoomPlace};

/// What a device was told stands at the latest places of a room's log, by which it notices that it is told something else there later: 16 bytes of each
/// commit's hash, of at most [`RoomTrail::MOST`] places.
///
/// As bytes: how many of the latest were passed over (1 byte), and the marks, the earliest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoomTrail {
    passed_over: u8,
    marks: Vec<RoomMark>,
}

/// By which a commit is known again: the first 16 bytes of its SHA-256.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RoomMark([u8; 16]);

impl RoomMark {
    const LENGTH: usize = 16;

    /// That commit's.
    #[must_use]
    pub fn of(commit: &RoomCommit) -> Self {
        let mut mark = [0; Self::LENGTH];
        let hash: [u8; 32] = Sha256::digest(commit.as_bytes()).into();
        mark.copy_from_slice(hash.split_at(Self::LENGTH).0);
        Self(mark)
    }
}

impl RoomTrail {
    /// The most places that are remembered.
    pub const MOST: usize = 32;

    /// The next place's commit was read, and led to the next epoch, or was passed over.
    pub fn note(&mut self, mark: RoomMark, is_passed_over: bool) {
        self.marks.push(mark);
        self.passed_over = if is_passed_over { self.passed_over.saturating_add(1) } else { 0 };
        if self.marks.len() > Self::MOST {
            self.marks.remove(0);
        }
    }

    /// The first place that is remembered, where `last` was read last; nothing if none is.
    #[must_use]
    pub fn first(&self, last: RoomPlace) -> Option<RoomPlace> {
        let before = last.0.checked_sub(self.marks.len() as u64)?;
        (!self.marks.is_empty()).then_some(RoomPlace(before).next())
    }

    /// The first place at which something else stands now than was read there, up to `last`, and that. Places of which nothing is said now differ in nothing.
    #[must_use]
    pub fn differs(
        &self,
        last: RoomPlace,
        now: impl IntoIterator<Item = (RoomPlace, RoomMark)>,
    ) -> Option<(RoomPlace, RoomMark)> {
        let first = self.first(last)?;
        let index = |place: RoomPlace| usize::try_from(place.0.checked_sub(first.0)?).ok();
        let was = |place| self.marks.get(index(place)?);
        let others =
            now.into_iter().filter(|(place, mark)| was(*place).is_some_and(|it| it != mark));
        others.min_by_key(|(place, _)| *place)
    }

    /// Whether what was read at a place, and all behind it up to `last`, was passed over, so that another commit there can still be applied.
    #[must_use]
    pub fn is_passed_over(&self, last: RoomPlace, place: RoomPlace) -> bool {
        place.0.saturating_add(u64::from(self.passed_over)) > last.0
    }

    /// What is left of it if nothing from a place on was read.
    #[must_use]
    pub fn before(mut self, last: RoomPlace, place: RoomPlace) -> Self {
        let undone = usize::try_from(last.next().0.saturating_sub(place.0)).unwrap_or(usize::MAX);
        self.marks.truncate(self.marks.len().saturating_sub(undone));
        self.passed_over = self.passed_over.saturating_sub(u8::try_from(undone).unwrap_or(u8::MAX));
        self
    }

    /// The bytes that [`RoomTrail::decode`] reads back.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let marks = self.marks.iter().flat_map(|mark| mark.0);
        [self.passed_over].into_iter().chain(marks).collect()
    }

    /// The trail in `bytes`; none of them are one that knows nothing. Nothing if they are no trail.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let Some((passed_over, marks)) = bytes.split_first() else { return Some(Self::default()) };
        let (marks, rest) = marks.as_chunks::<{ RoomMark::LENGTH }>();
        let fits = rest.is_empty() && marks.len() <= Self::MOST;
        let marks = marks.iter().copied().map(RoomMark).collect();
        fits.then_some(Self { passed_over: *passed_over, marks })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(n: u8) -> RoomMark {
        RoomMark::of(&vec![n].try_into().unwrap())
    }

    /// Places 5 to 8, the last two of which were passed over.
    fn trail() -> RoomTrail {
        let mut trail = RoomTrail::default();
        for (n, is_passed_over) in [(5, false), (6, false), (7, true), (8, true)] {
            trail.note(mark(n), is_passed_over);
        }
        trail
    }

    const LAST: RoomPlace = RoomPlace(8);

    #[test]
    fn the_first_place_that_differs_is_found_in_whatever_order_it_is_told() {
        let told = [(8, 9), (7, 9), (6, 6), (4, 9), (9, 1)];
        let told = told.map(|(place, n)| (RoomPlace(place), mark(n)));

        assert_eq!(trail().differs(LAST, told), Some((RoomPlace(7), mark(9))));
        assert_eq!(trail().differs(LAST, [(RoomPlace(5), mark(5))]), None);
        assert_eq!(trail().differs(LAST, []), None);
    }

    #[test]
    fn what_was_passed_over_may_be_read_again_and_what_was_applied_not() {
        let passed_over = [5, 6, 7, 8].map(|it| trail().is_passed_over(LAST, RoomPlace(it)));
        assert_eq!(passed_over, [false, false, true, true]);

        let again = trail().before(LAST, RoomPlace(7));

        assert_eq!(again.first(RoomPlace(6)), Some(RoomPlace(5)));
        assert!(!again.is_passed_over(RoomPlace(6), RoomPlace(6)));
    }

    #[test]
    fn only_the_latest_are_remembered() {
        let mut trail = RoomTrail::default();
        for n in 0..40 {
            trail.note(mark(n), false);
        }

        assert_eq!(trail.first(RoomPlace(40)), Some(RoomPlace(9)));
        assert_eq!(RoomTrail::default().first(LAST), None);
    }

    #[test]
    fn a_trail_has_fixed_bytes_and_reads_back() {
        let mut short = RoomTrail::default();
        short.note(mark(1), true);

        let bytes = short.encode();

        assert_eq!(bytes[..5], [1, 0x4b, 0xf5, 0x12, 0x2f]);
        assert_eq!(RoomTrail::decode(&bytes), Some(short));
        assert_eq!(RoomTrail::decode(&[]), Some(RoomTrail::default()));
        assert_eq!(RoomTrail::decode(&bytes[..9]), None);
        assert_eq!(RoomTrail::decode(&[0; 1 + 33 * 16]), None);
    }
}
