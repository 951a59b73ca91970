use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use causerie_chat::{RoomId, RoomMark, RoomPlace, Timestamp};

/// In which rooms something does not fit what their directory tells, and when that was looked into last. It is forgotten at exit.
#[derive(Default)]
pub(super) struct Doubts(Mutex<HashMap<RoomId, Doubt>>);

#[derive(Default)]
struct Doubt {
    is_raised: bool,
    looked: Option<Timestamp>,
    /// What was told otherwise than before, and when.
    told: Option<(RoomPlace, RoomMark, Timestamp)>,
}

impl Doubts {
    /// After how long a room is looked into again, in milliseconds: a day, where there is no doubt;
    const LONG: u64 = 24 * 60 * 60 * 1_000;
    /// and a minute, where there is.
    const SHORT: u64 = 60 * 1_000;

    /// Something of a room does not fit: an entry that cannot be applied, or a text that cannot be opened.
    pub(super) fn raise(&self, room: RoomId) {
        self.doubts().entry(room).or_default().is_raised = true;
    }

    /// Whether a room is to be looked into; one that was not in this run, and in which nothing `is_odd`, counts as looked into now. Where there is a doubt,
    /// whoever `is_about` to change the room does so without a wait.
    pub(super) fn is_due(&self, room: RoomId, is_odd: bool, is_about: bool, at: Timestamp) -> bool {
        let mut doubts = self.doubts();
        let doubt = doubts.entry(room).or_default();
        match doubt.looked {
            Some(_) if is_about => doubt.is_raised,
            Some(looked) => {
                is_over(looked, at, if doubt.is_raised { Self::SHORT } else { Self::LONG })
            }
            None if doubt.is_raised || is_odd => true,
            None => {
                doubt.looked = Some(at);
                false
            }
        }
    }

    /// It was looked into, and everything fits.
    pub(super) fn settle(&self, room: RoomId, at: Timestamp) {
        let doubt = Doubt { looked: Some(at), ..Doubt::default() };
        self.doubts().insert(room, doubt);
    }

    /// Something else was told than before. Whether the same was told a minute ago or earlier already, so that it is no slip.
    pub(super) fn is_told_again(
        &self,
        room: RoomId,
        place: RoomPlace,
        mark: RoomMark,
        at: Timestamp,
    ) -> bool {
        let mut doubts = self.doubts();
        let doubt = doubts.entry(room).or_default();
        (doubt.is_raised, doubt.looked) = (true, Some(at));
        match doubt.told {
            Some((then, what, since)) if (then, what) == (place, mark) => {
                is_over(since, at, Self::SHORT)
            }
            _ => {
                doubt.told = Some((place, mark, at));
                false
            }
        }
    }

    fn doubts(&self) -> MutexGuard<'_, HashMap<RoomId, Doubt>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether that long has passed; a clock that was set back makes nobody wait.
fn is_over(since: Timestamp, at: Timestamp, wait: u64) -> bool {
    at < since || at.millis() - since.millis() >= wait
}
