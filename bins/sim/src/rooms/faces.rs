//! A directory with two faces: from one entry of a room's log on it shows some devices others than all the rest.

use std::collections::BTreeSet;

use causerie_chat::{RoomId, RoomPlace, RoomRefusal};
use causerie_usecases::ports::{
    LoggedEntry, LoggedRoom, NotAppended, RoomOffer, RoomStanding, Unavailable,
};

use super::{checks::known, trouble::offers};
use crate::{
    lock::lock,
    machine::{machine, name},
    task::MachineId,
    world::World,
};

/// What some devices are shown in place of what was accepted.
#[derive(Clone)]
pub(super) struct Face {
    /// The first place that is another.
    from: u64,
    /// Who is shown it.
    to: BTreeSet<MachineId>,
    entries: Vec<LoggedEntry>,
}

impl Face {
    fn last(&self) -> u64 {
        (self.from + self.entries.len() as u64).saturating_sub(1)
    }

    /// From which place on a device that has come there went on by what it alone was shown, if it did.
    pub(super) fn misleads(&self, at: MachineId, place: u64) -> Option<u64> {
        (self.to.contains(&at) && place >= self.from).then_some(self.from)
    }
}

impl World {
    /// What a device that is shown another face is answered to an offer; nothing if it is told the truth.
    pub(crate) fn decides_on_face(&self, offer: &RoomOffer) -> Option<Result<(), NotAppended>> {
        if !self.setting.lies || self.is_calm() {
            return None;
        }
        let by = machine(&offer.by)?;
        let keeps_company =
            offer.entry.change.lets_in().is_empty() && offer.entry.change.lets_go().is_empty();
        let (face, is_deceived) = {
            let rooms = lock(&self.rooms);
            let is_deceived = rooms.deceived.contains(&(by, offer.room));
            (rooms.faces.get(&offer.room).cloned(), is_deceived)
        };
        match face {
            // Nor does anybody come or go by who may have missed something.
            _ if is_deceived && !keeps_company => {
                Some(Err(Unavailable::new("it is not told why").into()))
            }
            Some(face) if face.to.contains(&by) => {
                Some(self.goes_on_with_face(face, offer, keeps_company))
            }
            None if keeps_company && self.chance.once_in(3) => self.begins_face(by, offer),
            _ => None,
        }
    }

    /// Nobody comes or goes there: who came would know nothing else, and who went could not be asked.
    fn goes_on_with_face(
        &self,
        mut face: Face,
        offer: &RoomOffer,
        keeps_company: bool,
    ) -> Result<(), NotAppended> {
        let place = offer.place.0;
        if place <= face.last() {
            let told = face.entries.iter().find(|it| it.place == offer.place);
            let is_it = told.is_some_and(|it| it.by == offer.by && it.commit == offer.entry.commit);
            return if is_it { Ok(()) } else { Err(RoomRefusal::Taken.into()) };
        }
        if place > face.last() + 1 {
            return Err(RoomRefusal::Ahead.into());
        }
        if !keeps_company {
            return Err(Unavailable::new("it is not told why").into());
        }
        face.entries.push(entry(offer));
        self.rings(&face);
        lock(&self.rooms).faces.insert(offer.room, face);
        Ok(())
    }

    /// Shows some what was offered, and the others what was accepted there before, or garbage.
    fn begins_face(&self, by: MachineId, offer: &RoomOffer) -> Option<Result<(), NotAppended>> {
        let (room, place) = (offer.room, offer.place.0);
        let last = super::checks::last(&lock(&self.rooms), room);
        let is_taken = place == last && !lock(&self.rooms).is_logged(by, offer);
        if !is_taken && place != last + 1 {
            return None;
        }
        let stands: Vec<_> = lock(&self.rooms).stands.iter().map(|(at, it)| (*at, *it)).collect();
        let is_well = |at: MachineId| {
            known(self, at, room).is_some_and(|it| it.standing == RoomStanding::Member)
                && !self.is_revoked(at)
        };
        let there = stands.into_iter().filter(|((at, of), _)| *of == room && is_well(*at));
        let there: Vec<_> = there.map(|((at, _), it)| (at, it)).collect();
        let is_before = |stand: &super::record::Stand| stand.place < place;
        let others = there.iter().filter(|(at, stand)| *at != by && is_before(stand));
        let mut to: BTreeSet<_> =
            others.filter(|_| self.chance.once_in(3)).map(|(at, _)| *at).collect();
        to.insert(by);
        // Somebody has to be left.
        if there.iter().all(|(at, _)| to.contains(at)) {
            return None;
        }
        if !is_taken {
            let garbage = self.chance.bytes::<64>().to_vec();
            if !offers(self, by, room, offer.place, garbage) {
                return None;
            }
        }
        let names: Vec<_> = to.iter().map(|at| name(*at)).collect();
        self.note(format_args!("{names:?} are shown another face of {room} from {place} on"));
        self.count(|counts| counts.faces += 1);
        let face = Face { from: place, to, entries: vec![entry(offer)] };
        self.rings(&face);
        lock(&self.rooms).faces.insert(room, face);
        Some(Ok(()))
    }

    fn rings(&self, face: &Face) {
        for station in face.to.iter().filter_map(|at| self.station(*at)) {
            station.rooms_bell.raise();
        }
    }

    /// How far a device is told that its rooms go.
    pub(super) fn rooms_on_face(&self, to: MachineId, truth: Vec<LoggedRoom>) -> Vec<LoggedRoom> {
        let rooms = lock(&self.rooms);
        let told = truth.into_iter().map(|it| match rooms.faces.get(&it.room) {
            Some(face) if face.to.contains(&to) => {
                LoggedRoom { last: RoomPlace(face.last()), is_in: true, ..it }
            }
            _ => it,
        });
        told.collect()
    }

    /// What a device is shown of a room's log from a place on.
    pub(super) fn entries_on_face(
        &self,
        to: MachineId,
        room: RoomId,
        from: RoomPlace,
        mut truth: Vec<LoggedEntry>,
    ) -> Vec<LoggedEntry> {
        let rooms = lock(&self.rooms);
        let Some(face) = rooms.faces.get(&room).filter(|face| face.to.contains(&to)) else {
            return truth;
        };
        truth.retain(|it| it.place.0 < face.from);
        let next = truth.last().map_or(from, |it| it.place.next());
        if next.0 >= face.from {
            truth.extend(face.entries.iter().filter(|it| it.place >= next).cloned());
        }
        truth
    }
}

fn entry(offer: &RoomOffer) -> LoggedEntry {
    LoggedEntry {
        place: offer.place,
        by: offer.by.clone(),
        commit: offer.entry.commit.clone(),
        change: offer.entry.change.clone(),
        welcome: None,
    }
}
