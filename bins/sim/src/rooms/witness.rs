//! Sees what devices keep of rooms, at each step.

use causerie_chat::{MessageId, RoomDraft, RoomId};
use causerie_usecases::ports::{Groups, KeptRoom, KnownRoom, NotAppended, RoomOffer, RoomStanding};

use super::record::{Logged, Stand, ToldThere, View};
use crate::{
    lock::lock,
    machine::{device, machine, name},
    task::MachineId,
    world::World,
};

const SKIPPED: &str = "it has skipped an epoch";

impl World {
    /// The directory decided about an entry.
    pub(crate) fn decides_place(&self, offer: &RoomOffer, decided: &Result<(), NotAppended>) {
        let Some(by) = machine(&offer.by) else { return };
        let key = (offer.room, offer.place.0);
        let entry = Logged::of(by, &offer.entry);
        if decided.is_err() {
            let is_loser = lock(&self.rooms).logged.contains_key(&key);
            return self.count(|counts| counts.losers += u64::from(is_loser));
        }
        let change = &offer.entry.change;
        self.note(format_args!(
            "place {} of {} is {}'s, which lets in {:?} and go {:?}",
            offer.place,
            offer.room,
            name(by),
            change.lets_in(),
            change.lets_go()
        ));
        let before = lock(&self.rooms).logged.insert(key, entry.clone());
        if before.is_some_and(|before| before != entry) {
            self.fail(format!("place {} of room {} was decided twice", offer.place, offer.room));
        }
    }

    /// A device keeps a room anew.
    pub(crate) fn comes_in(&self, at: MachineId, room: &KnownRoom, before: Option<RoomStanding>) {
        match (before, room.standing) {
            (_, RoomStanding::Unconfirmed) => self.count(|counts| counts.rooms += 1),
            (Some(RoomStanding::Lost | RoomStanding::Forked), _) => {
                self.count(|counts| counts.rooms_repaired += 1);
            }
            _ => self.count(|counts| counts.joined += 1),
        }
        self.note(format_args!("{} comes into room {} at {}", name(at), room.id, room.place));
        let mut rooms = lock(&self.rooms);
        rooms.on_face.remove(&(at, room.id));
        rooms.deceived.remove(&(at, room.id));
        rooms.stands.remove(&(at, room.id));
    }

    /// It did, in the epoch in which it is now.
    pub(crate) fn came_in(&self, at: MachineId, room: RoomId) {
        let mut rooms = lock(&self.rooms);
        let now = rooms.stands.get(&(at, room)).map_or(0, |it| it.epoch);
        rooms.came.insert((at, room), now);
    }

    /// A device keeps how far it has come in a room.
    pub(crate) fn goes_on(
        &self,
        at: MachineId,
        before: Option<KeptRoom>,
        now: &KnownRoom,
        offered: Option<&RoomDraft>,
    ) {
        let Some(before) = before else { return };
        if before.known.standing != now.standing {
            self.note(format_args!("{} is {:?} in {}", name(at), now.standing, now.id));
            self.count(|counts| match now.standing {
                RoomStanding::Lost => counts.rooms_lost += 1,
                RoomStanding::Forked => counts.forks += 1,
                RoomStanding::Left | RoomStanding::Gone => counts.left_rooms += 1,
                RoomStanding::Member | RoomStanding::Unconfirmed | RoomStanding::Leaving => {}
            });
        }
        if now.standing == RoomStanding::Lost && !self.may_be_lost(at, now.id) {
            self.fail(format!("{} has lost {}, and nobody knows why", name(at), now.id));
        }
        if now.standing == RoomStanding::Forked {
            let mut rooms = lock(&self.rooms);
            rooms.named.insert((at, now.id));
            let is_told_lies = rooms.misled.contains(&(at, now.id));
            let is_so = rooms.on_face.contains_key(&(at, now.id)) || is_told_lies;
            drop(rooms);
            if !is_so && !self.is_spoilt(at, now.id) {
                self.fail(format!("{} takes {} for forked, and it is not", name(at), now.id));
            }
        }
        if let Some(draft) = offered {
            let key = (now.id, draft.place.0);
            let own = Logged::of(at, &draft.entry);
            let is_lost = lock(&self.rooms).logged.get(&key).is_some_and(|it| *it != own);
            self.count(|counts| counts.made_again += u64::from(is_lost));
        }
        if self.chance.once_in(4) {
            let KeptRoom { known, tree, state } = before;
            lock(&self.rooms).earlier.insert((at, now.id), (known, tree, state.to_vec()));
        }
    }

    /// Looks who is in a room, as a device has it now.
    pub(crate) fn sees_room(&self, at: MachineId, kept: &KeptRoom, groups: &dyn Groups) {
        if !matches!(kept.known.standing, RoomStanding::Member | RoomStanding::Unconfirmed) {
            return;
        }
        let room = kept.known.id;
        let Ok(group) = groups.load(&kept.tree, &kept.state) else { return };
        let (Ok(members), Ok(charter)) = (group.members(), group.charter()) else {
            return self.fail(format!("{} cannot read who is in {room}", name(at)));
        };
        let members = members.iter().map(|it| it.device.clone()).collect();
        let (now, view) =
            (Stand { place: kept.known.place.0, epoch: group.epoch() }, View { members, charter });
        let mut rooms = lock(&self.rooms);
        let before = rooms.stands.insert((at, room), now);
        if before == Some(now) {
            return;
        }
        rooms.seen.insert((at, room), view.clone());
        rooms.comes_to(at, room, now.place);
        let is_misled = rooms.is_misled(at, room);
        drop(rooms);
        self.note(format_args!("{} is at {now:?} of {room}", name(at)));
        if is_misled {
            // What it finds there counts for nobody else.
            return;
        }
        let found = self.compares(room, now, view);
        for wrong in found {
            // Whoever let it in may have been misled.
            let is_excused = self.setting.lies && wrong == SKIPPED || self.is_spoilt(at, room);
            if !is_excused {
                self.fail(format!("{} in {room} at {now:?}: {wrong}", name(at)));
            }
        }
    }

    /// What is wrong with what a device has of a room, as far as others came there before, or by whom it came to be so.
    fn compares(&self, room: RoomId, now: Stand, view: View) -> Vec<String> {
        let mut rooms = lock(&self.rooms);
        let mut wrong = Vec::new();
        if now.place > 0 && !rooms.logged.contains_key(&(room, now.place)) {
            wrong.push("nothing was accepted there".to_owned());
        }
        let epoch = *rooms.epochs.entry((room, now.place)).or_insert(now.epoch);
        if epoch != now.epoch {
            wrong.push(format!("others are in epoch {epoch} there"));
        }
        if let Some(known) = rooms.views.get(&(room, now.epoch)) {
            if *known != view {
                wrong.push("others found others in that epoch, or another charter".to_owned());
            }
            return wrong;
        }
        let former = now.epoch.checked_sub(1).and_then(|it| rooms.views.get(&(room, it)).cloned());
        let by = rooms.logged.get(&(room, now.place)).map(|it| it.by);
        match (former, by) {
            (Some(former), Some(by)) => {
                wrong.extend(super::entitled::misdone(&rooms, room, by, &former, &view));
            }
            _ if now.epoch > 0 => wrong.push(SKIPPED.to_owned()),
            _ => {}
        }
        rooms.views.insert((room, now.epoch), view);
        wrong
    }

    /// Whether there is a reason for a device not to go on in a room: something was taken from it, or it was let in anew by what it had asked with before.
    fn may_be_lost(&self, at: MachineId, room: RoomId) -> bool {
        let rooms = lock(&self.rooms);
        let mut logged = rooms.logged.range((room, 0)..=(room, u64::MAX)).map(|(_, it)| it);
        let is_anew = logged.any(|it| it.by != at && it.lets_in.contains(&device(at)));
        drop(rooms);
        let is_misled = lock(&self.rooms).misled.contains(&(at, room));
        is_anew && self.has_room_of(at, room) || is_misled || self.is_spoilt(at, room)
    }

    /// Whether a device came into a room that is not its own.
    fn has_room_of(&self, at: MachineId, room: RoomId) -> bool {
        lock(&self.rooms).came.get(&(at, room)).is_some_and(|it| *it > 0)
    }

    /// Whether what a device has of a room was tampered with.
    pub(super) fn is_spoilt(&self, at: MachineId, room: RoomId) -> bool {
        lock(&self.rooms).cut.contains(&(at, room))
    }

    /// A receipt was sealed for a device.
    pub(crate) fn told_there(&self, at: MachineId, room: RoomId, id: MessageId, to: MachineId) {
        self.count(|counts| counts.told_in_rooms += 1);
        let mut rooms = lock(&self.rooms);
        let Some(Stand { epoch, .. }) = rooms.stands.get(&(at, room)).copied() else { return };
        rooms.told_there.push(ToldThere { room, author: at, to, id, epoch });
    }

    /// Something said was sealed.
    pub(crate) fn sealed_for(&self, at: MachineId, room: RoomId, id: MessageId, to: &[MachineId]) {
        let mut rooms = lock(&self.rooms);
        let Some(stand) = rooms.stands.get(&(at, room)).copied() else { return };
        let is_misled = rooms.is_misled(at, room);
        let view = rooms.views.get(&(room, stand.epoch));
        let members = view.into_iter().flat_map(|it| &it.members).filter_map(machine);
        let mut others: Vec<_> = members.filter(|it| *it != at).collect();
        let mut to = to.to_vec();
        others.sort_unstable();
        to.sort_unstable();
        if let Some(said) = rooms.said.iter_mut().find(|it| it.id == id) {
            said.sealed.get_or_insert((stand.epoch, to.clone()));
        }
        drop(rooms);
        if others != to && !is_misled && !self.is_spoilt(at, room) {
            self.fail(format!("{} seals {id} for others than are in {room}", name(at)));
        }
    }
}
