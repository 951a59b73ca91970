use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use causerie_chat::{DeviceAddress, RoomDraft, RoomId, RoomMember};
use futures_util::lock::{Mutex as Lock, OwnedMutexGuard};
use thiserror::Error;

use super::{doubts::Doubts, seats::Seats};
use crate::ports::{
    Group, GroupKeep, GroupRefused, Groups, KnownRoom, RoomBook, RoomStanding, RoomStep,
    Unavailable,
};

/// The rooms that are in memory: to read one anew costs more than a message does.
///
/// In each room there is one step at a time. A step that was not kept leaves nothing behind: the room is dropped then, and read again from what was
/// kept last, whether the step failed or whoever took it went away.
pub struct LiveRooms {
    /// Reads a room.
    pub groups: Arc<dyn Groups>,
    /// Has what it is read from.
    pub book: Arc<dyn RoomBook>,
    slots: Mutex<VecDeque<(RoomId, Slot)>>,
    /// Who is in them.
    pub(super) seats: Arc<Seats>,
    /// In which something does not fit.
    pub(super) doubts: Doubts,
}

type Slot = Arc<Lock<Option<Live>>>;

struct Live {
    known: KnownRoom,
    group: Box<dyn Group>,
    /// What is offered for its log, in that version of it: to read it anew takes longer than to apply it.
    draft: Option<(u64, Option<RoomDraft>)>,
}

impl Live {
    fn is_member(&self) -> bool {
        self.known.standing.has_keys()
    }

    fn is_noted_by(&self, seats: &Seats) {
        if self.is_member() {
            seats.note(self.known.id, self.group.epoch());
        } else {
            seats.clear(self.known.id);
        }
    }
}

impl LiveRooms {
    /// How many are in memory at most; those that nobody is at and that were not entered for longest go first.
    pub const MOST: usize = 64;

    /// None of them yet.
    #[must_use]
    pub fn new(groups: Arc<dyn Groups>, book: Arc<dyn RoomBook>) -> Self {
        let (slots, seats, doubts) = (Mutex::default(), Arc::default(), Doubts::default());
        Self { groups, book, slots, seats, doubts }
    }

    /// Enters a room that this device is or was in, once nobody else is at it.
    pub(in crate::peer) async fn enter(&self, room: RoomId) -> Result<Entered, NotEntered> {
        let mut slot = self.slot(room).lock_owned().await;
        let live = match slot.take() {
            Some(live) => live,
            None => self.read(room).await?,
        };
        Ok(Entered { slot, live, seats: self.seats.clone() })
    }

    /// Drops what is in memory of a room: it was kept anew by another way.
    pub(in crate::peer) async fn forget(&self, room: RoomId) {
        let mut slot = self.slot(room).lock_owned().await;
        *slot = None;
        self.seats.forget(room);
    }

    async fn read(&self, room: RoomId) -> Result<Live, NotEntered> {
        let kept = self.book.room(room).await?.ok_or(NotEntered::NoSuchRoom)?;
        let group = self.groups.load(&kept.tree, &kept.state)?;
        let live = Live { known: kept.known, group, draft: None };
        live.is_noted_by(&self.seats);
        Ok(live)
    }

    fn slot(&self, room: RoomId) -> Slot {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        let found = slots.iter().position(|(of, _)| *of == room).and_then(|at| slots.remove(at));
        let (room, slot) = found.unwrap_or_else(|| (room, Slot::default()));
        slots.push_back((room, slot.clone()));
        if slots.len() > Self::MOST
            && let Some(idle) = slots.iter().position(|(_, slot)| Arc::strong_count(slot) == 1)
        {
            slots.remove(idle);
        }
        slot
    }
}

/// A room that nobody else is at. It is dropped unless it is left.
pub(in crate::peer) struct Entered {
    slot: OwnedMutexGuard<Option<Live>>,
    live: Live,
    seats: Arc<Seats>,
}

impl Entered {
    /// What is known of it.
    pub(in crate::peer) fn known(&self) -> &KnownRoom {
        &self.live.known
    }

    /// It.
    pub(in crate::peer) fn group(&mut self) -> &mut dyn Group {
        &mut *self.live.group
    }

    /// Who is in it.
    pub(in crate::peer) fn members(&self) -> Result<Arc<[RoomMember]>, GroupRefused> {
        self.live.group.members()
    }

    /// A step that was taken in it, to be kept.
    pub(in crate::peer) fn step(&self, keep: Option<GroupKeep>) -> RoomStep {
        let KnownRoom { id, version, .. } = self.live.known;
        RoomStep { room: id, version, keep }
    }

    /// Leaves it as it is: all that was done in it was kept, `written` says whether the room itself was.
    pub(in crate::peer) fn leave(mut self, written: bool) {
        self.live.known.version += u64::from(written);
        self.live.is_noted_by(&self.seats);
        *self.slot = Some(self.live);
    }

    /// Something was sealed in it for one device alone, which was kept. Whether its keys are better renewed now, for `own` device.
    pub(in crate::peer) fn told(&mut self, own: &DeviceAddress) -> bool {
        let KnownRoom { id, place, keys, .. } = &mut self.live.known;
        keys.told += 1;
        let lot = id.lot(own, *place);
        keys.is_told_out(lot)
    }

    /// Goes on in it with what is known of it now, which was kept.
    pub(in crate::peer) fn goes_on(&mut self, known: KnownRoom) {
        self.live.known = KnownRoom { version: known.version + 1, ..known };
    }

    /// The same with a commit that is offered now, which was kept with it.
    pub(in crate::peer) fn offers(&mut self, known: KnownRoom, draft: RoomDraft) {
        self.goes_on(known);
        self.live.draft = Some((self.live.known.version, Some(draft)));
    }

    /// The commit that is offered already.
    pub(in crate::peer) async fn draft(
        &mut self,
        book: &dyn RoomBook,
    ) -> Result<Option<RoomDraft>, Unavailable> {
        let version = self.live.known.version;
        if let Some((of, draft)) = &self.live.draft
            && *of == version
        {
            return Ok(draft.clone());
        }
        let draft = book.draft(self.live.known.id).await?;
        self.live.draft = Some((version, draft.clone()));
        Ok(draft)
    }

    /// Whether this device is in it, and has its keys; it may be leaving.
    pub(in crate::peer) fn is_member(&self) -> bool {
        self.live.is_member()
    }

    /// Whether it is, and stays.
    pub(in crate::peer) fn stays(&self) -> bool {
        self.live.known.standing == RoomStanding::Member
    }
}

/// Why a room was not entered.
#[derive(Debug, Error)]
pub enum NotEntered {
    /// It is not known here.
    #[error("there is no such room here")]
    NoSuchRoom,
    /// What was kept of it cannot be read.
    #[error("what was kept of the room cannot be read: {0}")]
    Broken(#[from] GroupRefused),
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
