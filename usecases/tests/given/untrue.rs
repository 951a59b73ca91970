//! A directory that does not tell everybody the same of a room's log.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use causerie_chat::{DeviceAddress, RoomCommit, RoomId, RoomPlace};
use causerie_memory::MemoryRoomDesk;
use causerie_usecases::ports::{
    LoggedEntry, LoggedRoom, NotRead, PublicRoom, RoomLogBook, Unavailable,
};

use super::device;

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

    /// Everybody is told the truth from now on.
    pub(crate) fn are_over(&self) {
        self.commits.lock().unwrap().clear();
        self.ends.lock().unwrap().clear();
        self.denied.lock().unwrap().clear();
        self.silent.lock().unwrap().clear();
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
        let told = self.inner.entries(reader, room, from, items, bytes).await?.into_iter();
        let told = told.filter(|it| self.untruths.reaches(reader, it.place));
        Ok(told.map(|it| self.untruths.of(reader, it)).collect())
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
