//! A directory that does not tell everybody the same of a room's log.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use causerie_chat::{DeviceAddress, RoomChange, RoomCommit, RoomId, RoomPlace};
use causerie_memory::MemoryRoomDesk;
use causerie_usecases::ports::{
    LoggedEntry, LoggedRoom, NotRead, PublicRoom, RoomLogBook, Unavailable,
};

use super::device;

/// What is told of a log once, and not again.
#[derive(Clone, Debug)]
pub(crate) enum Slip {
    /// The truth.
    None,
    /// Nothing at all.
    Nothing,
    /// Another commit at that place.
    Commit(u64, RoomCommit),
    /// The truth, and that commit behind it, which nobody put in.
    More(u64, RoomCommit),
    /// What is asked for was thrown away.
    Expired,
}

/// What devices are told otherwise than it is.
#[derive(Default)]
pub(crate) struct Untruths {
    /// What stands at a place.
    commits: Mutex<BTreeMap<(DeviceAddress, RoomPlace), RoomCommit>>,
    /// Behind which place there is nothing.
    ends: Mutex<BTreeMap<DeviceAddress, RoomPlace>>,
    /// Who is told nothing.
    silent: Mutex<BTreeSet<DeviceAddress>>,
    /// To whom it is said that there is no room.
    denied: Mutex<BTreeSet<DeviceAddress>>,
    /// What is told next.
    slips: Mutex<BTreeMap<DeviceAddress, VecDeque<Slip>>>,
    /// How often somebody asked.
    asked: Mutex<BTreeMap<DeviceAddress, usize>>,
}

impl Untruths {
    /// From now on a device is told that another commit stands there.
    pub(crate) fn tell(&self, name: &str, place: u64, commit: RoomCommit) {
        self.commits.lock().unwrap().insert((device(name), RoomPlace(place)), commit);
    }

    /// From now on a device is told of nothing behind a place.
    pub(crate) fn end(&self, name: &str, place: u64) {
        self.ends.lock().unwrap().insert(device(name), RoomPlace(place));
    }

    /// From now on a device is told that there is no such room, whichever it asks for.
    pub(crate) fn deny(&self, name: &str) {
        self.denied.lock().unwrap().insert(device(name));
    }

    /// From now on a device gets no answer.
    pub(crate) fn silence(&self, name: &str) {
        self.silent.lock().unwrap().insert(device(name));
    }

    /// A device is told this as it asks next, one each time.
    pub(crate) fn slip(&self, name: &str, slips: impl IntoIterator<Item = Slip>) {
        self.slips.lock().unwrap().entry(device(name)).or_default().extend(slips);
    }

    /// How often a device asked for entries so far.
    pub(crate) fn asked_by(&self, name: &str) -> usize {
        self.asked.lock().unwrap().get(&device(name)).copied().unwrap_or_default()
    }

    /// Everybody is told the truth from now on.
    pub(crate) fn are_over(&self) {
        self.commits.lock().unwrap().clear();
        self.ends.lock().unwrap().clear();
        self.denied.lock().unwrap().clear();
        self.silent.lock().unwrap().clear();
    }

    fn next(&self, reader: &DeviceAddress) -> Slip {
        *self.asked.lock().unwrap().entry(reader.clone()).or_default() += 1;
        let mut slips = self.slips.lock().unwrap();
        slips.get_mut(reader).and_then(VecDeque::pop_front).unwrap_or(Slip::None)
    }

    fn of(&self, reader: &DeviceAddress, entry: LoggedEntry) -> LoggedEntry {
        match self.commits.lock().unwrap().get(&(reader.clone(), entry.place)) {
            Some(commit) => LoggedEntry { commit: commit.clone(), ..entry },
            None => entry,
        }
    }

    fn reaches(&self, reader: &DeviceAddress, place: RoomPlace) -> bool {
        self.ends.lock().unwrap().get(reader).is_none_or(|end| place <= *end)
    }
}

/// The logs, as one device is told of them.
pub(crate) struct UntrueLog {
    pub(crate) inner: Arc<MemoryRoomDesk>,
    pub(crate) untruths: Arc<Untruths>,
}

#[async_trait]
impl RoomLogBook for UntrueLog {
    async fn entries(
        &self,
        reader: &DeviceAddress,
        room: RoomId,
        from: RoomPlace,
        items: usize,
        bytes: usize,
    ) -> Result<Vec<LoggedEntry>, NotRead> {
        if self.untruths.silent.lock().unwrap().contains(reader) {
            return Err(Unavailable::new("no answer").into());
        }
        if self.untruths.denied.lock().unwrap().contains(reader) {
            return Err(NotRead::NoSuchRoom);
        }
        let slip = self.untruths.next(reader);
        let told = self.inner.entries(reader, room, from, items, bytes).await?.into_iter();
        let told = told.filter(|it| self.untruths.reaches(reader, it.place));
        let told = told.map(|it| self.untruths.of(reader, it));
        Ok(match slip {
            Slip::None => told.collect(),
            Slip::Nothing => Vec::new(),
            Slip::Commit(place, commit) => told.map(|it| other(it, place, &commit)).collect(),
            Slip::More(place, commit) => {
                let (by, change) = (reader.clone(), RoomChange::default());
                let more =
                    LoggedEntry { place: RoomPlace(place), by, commit, change, welcome: None };
                told.chain([more]).collect()
            }
            Slip::Expired => return Err(NotRead::Expired),
        })
    }

    async fn rooms(
        &self,
        of: &DeviceAddress,
        after: Option<RoomId>,
        items: usize,
    ) -> Result<Vec<LoggedRoom>, Unavailable> {
        RoomLogBook::rooms(&*self.inner, of, after, items).await
    }

    async fn info(
        &self,
        reader: &DeviceAddress,
        room: RoomId,
    ) -> Result<Option<PublicRoom>, Unavailable> {
        self.inner.info(reader, room).await
    }
}

fn other(entry: LoggedEntry, place: u64, commit: &RoomCommit) -> LoggedEntry {
    if entry.place != RoomPlace(place) {
        return entry;
    }
    LoggedEntry { commit: commit.clone(), ..entry }
}
