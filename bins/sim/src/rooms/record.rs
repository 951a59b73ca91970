use std::collections::{BTreeMap, BTreeSet};

use causerie_chat::{DeviceAddress, MessageId, RoomCharter, RoomEntry, RoomId, RoomRole};
use causerie_usecases::ports::{KnownRoom, LoggedEntry, RoomOffer};

use super::faces::Face;
use crate::{ledger::What, task::MachineId};

/// What is known of rooms, apart from what devices keep.
#[derive(Default)]
pub(crate) struct Rooms {
    /// Those that somebody began to make, in that order.
    pub(super) all: Vec<RoomId>,
    /// What people meant to do.
    pub(super) meant: BTreeSet<(RoomId, Meant)>,
    /// What was said, in the order in which it was begun.
    pub(super) said: Vec<Said>,
    /// What somebody said there in the name of another.
    pub(super) forged: Vec<Forged>,
    /// Receipts that were told there.
    pub(super) told_there: Vec<ToldThere>,
    /// Who is in each epoch, as whoever came there first found it.
    pub(super) views: BTreeMap<(RoomId, u64), View>,
    /// Under which ids somebody said that they leave.
    pub(crate) farewells: BTreeSet<MessageId>,
    /// In which epoch a room is behind each place.
    pub(super) epochs: BTreeMap<(RoomId, u64), u64>,
    /// Who is in it, as each device finds it now.
    pub(super) seen: BTreeMap<(MachineId, RoomId), View>,
    /// What some devices are shown in place of what was accepted.
    pub(super) faces: BTreeMap<RoomId, Face>,
    /// Who went on by that, from which place on, and has neither come in anew since nor been set back to before it.
    pub(super) on_face: BTreeMap<(MachineId, RoomId), u64>,
    /// Who said of a room that another log was told.
    pub(super) named: BTreeSet<(MachineId, RoomId)>,
    /// Where each device is.
    pub(super) stands: BTreeMap<(MachineId, RoomId), Stand>,
    /// What was accepted at each place.
    pub(super) logged: BTreeMap<(RoomId, u64), Logged>,
    /// Whose state was lost or set back.
    pub(super) cut: BTreeSet<(MachineId, RoomId)>,
    /// In which epoch each device came in last: nothing opens what was said before.
    pub(super) came: BTreeMap<(MachineId, RoomId), u64>,
    /// Who was told other bytes than were accepted.
    pub(super) deceived: BTreeSet<(MachineId, RoomId)>,
    /// Who was told lies about a room.
    pub(super) misled: BTreeSet<(MachineId, RoomId)>,
    /// What the directory told devices before.
    pub(super) told: BTreeMap<(MachineId, RoomId), Vec<LoggedEntry>>,
    /// A state that a device had before.
    pub(super) earlier: BTreeMap<(MachineId, RoomId), Earlier>,
    pub(super) number: u64,
}

/// What is known of a room, its tree and its state.
pub(super) type Earlier = (KnownRoom, Vec<u8>, Vec<u8>);

/// What somebody meant to do in a room; people are named by their first devices.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Meant {
    Invite { by: MachineId, who: MachineId },
    Come { who: MachineId },
    LetGo { by: MachineId, who: MachineId },
    Leave { who: MachineId },
    Role { by: MachineId, who: MachineId, role: RoomRole },
    Name { by: MachineId, name: String },
}

/// An entry of a log, as the directory accepted it.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Logged {
    pub(super) by: MachineId,
    pub(super) digest: [u8; 32],
    pub(super) lets_in: Vec<DeviceAddress>,
}

/// Who is in a room, and what they agreed on.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct View {
    pub(super) members: BTreeSet<DeviceAddress>,
    pub(super) charter: RoomCharter,
}

/// Where a device is in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stand {
    pub(super) place: u64,
    pub(super) epoch: u64,
}

/// Something that was said in a room.
#[derive(Clone)]
pub(super) struct Said {
    pub(super) room: RoomId,
    pub(super) author: MachineId,
    pub(super) id: MessageId,
    pub(super) what: What,
    pub(super) text: String,
    pub(super) is_acknowledged: bool,
    /// In which epoch it was sealed, and to whom; nothing if it never was.
    pub(super) sealed: Option<(u64, Vec<MachineId>)>,
}

/// Something that was said in a room in the name of another.
#[derive(Clone, Copy)]
pub(super) struct Forged {
    pub(super) room: RoomId,
    /// In whose name.
    pub(super) author: MachineId,
    pub(super) id: MessageId,
}

/// A receipt that was sealed in a room, for one device.
#[derive(Clone, Copy)]
pub(super) struct ToldThere {
    pub(super) room: RoomId,
    pub(super) author: MachineId,
    pub(super) to: MachineId,
    pub(super) id: MessageId,
    /// In which epoch.
    pub(super) epoch: u64,
}

impl Rooms {
    /// A device is at that place of a room now: whoever is before what it was misled by has not gone on by that.
    pub(super) fn comes_to(&mut self, at: MachineId, room: RoomId, place: u64) {
        if let Some(from) = self.faces.get(&room).and_then(|face| face.misleads(at, place)) {
            self.on_face.entry((at, room)).or_insert(from);
        }
        if self.on_face.get(&(at, room)).is_some_and(|from| place < *from) {
            self.on_face.remove(&(at, room));
        }
    }

    /// Whether a device goes by something else than was accepted.
    pub(super) fn is_misled(&self, at: MachineId, room: RoomId) -> bool {
        self.on_face.contains_key(&(at, room)) || self.deceived.contains(&(at, room))
    }

    /// Whether it is what was accepted at its place.
    pub(super) fn is_logged(&self, by: MachineId, offer: &RoomOffer) -> bool {
        let logged = self.logged.get(&(offer.room, offer.place.0));
        logged.is_some_and(|it| *it == Logged::of(by, &offer.entry))
    }
}

impl Logged {
    pub(super) fn of(by: MachineId, entry: &RoomEntry) -> Self {
        Self { by, digest: entry.digest(), lets_in: entry.change.lets_in().to_vec() }
    }
}

impl View {
    /// What somebody may do there.
    pub(super) fn role(&self, of: MachineId) -> RoomRole {
        let known = crate::newcomer::newcomer(of);
        known.map_or(RoomRole::Member, |it| self.charter.role(&it.introduction.account_key))
    }
}
