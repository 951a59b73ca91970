//! A directory that does not tell the truth about rooms, until all is put right.

use causerie_chat::{RoomId, RoomPlace};
use causerie_usecases::ports::{LoggedEntry, LoggedRoom, NotRead};

use crate::{lock::lock, machine::name, sabotage::Sabotage, task::MachineId, world::World};

impl World {
    /// The directory tells no lies from now on, until it begins again: what it made up is forgotten.
    pub(crate) fn is_honest(&self) {
        lock(&self.rooms).faces.clear();
    }

    /// Whether a device that is broken on purpose reads nothing again.
    pub(crate) fn knows_better(&self, at: MachineId, room: RoomId, from: RoomPlace) -> bool {
        let stand = lock(&self.rooms).stands.get(&(at, room)).copied();
        let is_again = stand.is_some_and(|it| from.0 <= it.place);
        self.setting.sabotage == Some(Sabotage::ReadsNothingAgain) && is_again
    }

    fn is_lying(&self) -> bool {
        self.setting.lies && !self.is_calm() && self.chance.once_in(4)
    }

    fn lies_to(&self, to: MachineId, what: &str) {
        self.note(format_args!("{} is told a lie: {what}", name(to)));
        self.count(|counts| counts.lies += 1);
    }

    /// What a device is told of the rooms it is in.
    pub(crate) fn tells_rooms(&self, to: MachineId, truth: Vec<LoggedRoom>) -> Vec<LoggedRoom> {
        let truth = self.rooms_on_face(to, truth);
        if truth.is_empty() || !self.is_lying() {
            return truth;
        }
        self.lies_to(to, "there are no rooms");
        Vec::new()
    }

    /// What a device is told of a room's log.
    pub(crate) fn tells_entries(
        &self,
        to: MachineId,
        room: RoomId,
        from: RoomPlace,
        truth: Result<Vec<LoggedEntry>, NotRead>,
    ) -> Result<Vec<LoggedEntry>, NotRead> {
        let mut entries = self.entries_on_face(to, room, from, truth?);
        let before = lock(&self.rooms).told.insert((to, room), entries.clone());
        if !self.is_lying() {
            return Ok(entries);
        }
        lock(&self.rooms).misled.insert((to, room));
        match self.chance.below(6) {
            0 if entries.len() > 1 => {
                self.lies_to(to, "an entry is left out");
                entries.remove(self.chance.index(entries.len() - 1));
            }
            1 if entries.len() > 1 => {
                self.lies_to(to, "entries are in another order");
                entries.reverse();
            }
            2 if !entries.is_empty() => {
                self.lies_to(to, "an entry is another room's");
                let other = lock(&self.rooms).told.iter().find_map(|((_, of), told)| {
                    let it = told.first().filter(|_| *of != room)?;
                    Some(it.commit.clone())
                });
                if let (Some(first), Some(other)) = (entries.first_mut(), other) {
                    lock(&self.rooms).deceived.insert((to, room));
                    first.commit = other;
                }
            }
            3 if !entries.is_empty() => {
                self.lies_to(to, "an entry is garbage");
                if let (Some(first), Ok(garbage)) =
                    (entries.first_mut(), self.chance.bytes::<64>().to_vec().try_into())
                {
                    first.commit = garbage;
                    lock(&self.rooms).deceived.insert((to, room));
                }
            }
            4 => {
                self.lies_to(to, "what it was told before");
                entries = before.unwrap_or_default();
            }
            5 => {
                self.lies_to(to, "there is no such room");
                return Err(NotRead::NoSuchRoom);
            }
            _ => {}
        }
        Ok(entries)
    }
}
