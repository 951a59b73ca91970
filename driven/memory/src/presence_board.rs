use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use causerie_chat::{Address, DeviceAddress, PresenceMark, SealedPresence};
use causerie_usecases::ports::{Attendance, MarkNews, PresenceBoard, PresenceNews, PresenceWatch};
use tokio::sync::Notify;

use crate::lock::lock;

/// A board in this process. It has room for so many marks that are shown, and as many that are looked at; beyond that, further ones are
/// passed over, so that a crowd cannot use up all memory.
pub struct MemoryPresenceBoard {
    board: Arc<Mutex<Board>>,
    room: usize,
}

impl MemoryPresenceBoard {
    /// One with room for so many marks.
    #[must_use]
    pub fn with_room_for(marks: usize) -> Self {
        Self { board: Arc::default(), room: marks }
    }
}

impl Default for MemoryPresenceBoard {
    /// One with room for a million marks: some hundred MiB.
    fn default() -> Self {
        Self::with_room_for(1_000_000)
    }
}

#[derive(Default)]
struct Board {
    shown: HashMap<PresenceMark, Shown>,
    places: HashMap<DeviceAddress, Place>,
    watchers: HashMap<PresenceMark, Vec<Arc<Watcher>>>,
    /// How many marks all watchers look at together.
    watched: usize,
    next_place: u64,
}

struct Shown {
    /// The place whose it is.
    by: u64,
    sealed: SealedPresence,
}

/// What one device shows.
struct Place {
    number: u64,
    visit: u64,
    marks: Vec<PresenceMark>,
}

/// Who looks at some marks, and at which of them there is something new.
#[derive(Default)]
struct Watcher {
    changed: Mutex<HashSet<PresenceMark>>,
    wake: Notify,
}

impl PresenceBoard for MemoryPresenceBoard {
    fn show(&self, by: &DeviceAddress, visit: u64, shown: &[(PresenceMark, SealedPresence)]) {
        let board = &mut *lock(&self.board);
        let before = board.places.get(by);
        if before.is_some_and(|place| place.visit > visit) {
            return;
        }
        let number = before.map_or(board.next_place, |place| place.number);
        board.next_place = board.next_place.max(number + 1);
        let kept: HashSet<_> = shown.iter().map(|(mark, _)| *mark).collect();
        let former = before.map(|place| place.marks.clone()).unwrap_or_default();
        for mark in former.iter().filter(|mark| !kept.contains(mark)) {
            board.remove(*mark);
        }
        let mut marks = Vec::with_capacity(shown.len());
        for (mark, sealed) in shown {
            if board.put(*mark, Shown { by: number, sealed: *sealed }, self.room) {
                marks.push(*mark);
            }
        }
        board.places.insert(by.clone(), Place { number, visit, marks });
    }

    fn hide(&self, by: &DeviceAddress, visit: u64) {
        let board = &mut *lock(&self.board);
        if board.places.get(by).is_none_or(|place| place.visit > visit) {
            return;
        }
        let place = board.places.remove(by);
        for mark in place.into_iter().flat_map(|place| place.marks) {
            board.remove(mark);
        }
    }
}

impl PresenceWatch for MemoryPresenceBoard {
    fn watch(&self, marks: &[PresenceMark]) -> Box<dyn PresenceNews> {
        let watcher = Arc::<Watcher>::default();
        let mut board = lock(&self.board);
        let room = self.room.saturating_sub(board.watched);
        let looked_at: HashSet<_> = marks.iter().copied().take(room).collect();
        for mark in &looked_at {
            board.watchers.entry(*mark).or_default().push(watcher.clone());
        }
        board.watched += looked_at.len();
        lock(&watcher.changed).clone_from(&looked_at);
        Box::new(Watching { board: self.board.clone(), watcher, marks: looked_at })
    }
}

impl Attendance for MemoryPresenceBoard {
    fn present(&self) -> Vec<Address> {
        let board = lock(&self.board);
        let people: BTreeSet<_> = board.places.keys().map(|device| device.person.clone()).collect();
        people.into_iter().collect()
    }
}

impl Board {
    /// Whether it stands there now, or did already.
    fn put(&mut self, mark: PresenceMark, shown: Shown, room: usize) -> bool {
        let full = self.shown.len() >= room;
        match self.shown.get_mut(&mark) {
            Some(there) if there.by != shown.by => return false,
            Some(there) if there.sealed == shown.sealed => return true,
            Some(there) => *there = shown,
            None if full => return false,
            None => drop(self.shown.insert(mark, shown)),
        }
        self.tell(mark);
        true
    }

    fn remove(&mut self, mark: PresenceMark) {
        self.shown.remove(&mark);
        self.tell(mark);
    }

    fn tell(&self, mark: PresenceMark) {
        for watcher in self.watchers.get(&mark).into_iter().flatten() {
            lock(&watcher.changed).insert(mark);
            watcher.wake.notify_one();
        }
    }
}

struct Watching {
    board: Arc<Mutex<Board>>,
    watcher: Arc<Watcher>,
    marks: HashSet<PresenceMark>,
}

#[async_trait]
impl PresenceNews for Watching {
    async fn next(&mut self, most: usize) -> Vec<MarkNews> {
        loop {
            let changed: Vec<_> = {
                let mut changed = lock(&self.watcher.changed);
                let some: Vec<_> = changed.iter().copied().take(most).collect();
                for mark in &some {
                    changed.remove(mark);
                }
                some
            };
            if !changed.is_empty() {
                let board = lock(&self.board);
                let stands = |mark| board.shown.get(&mark).map(|shown| shown.sealed);
                return changed
                    .into_iter()
                    .map(|mark| MarkNews { mark, sealed: stands(mark) })
                    .collect();
            }
            self.watcher.wake.notified().await;
        }
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let mut board = lock(&self.board);
        board.watched -= self.marks.len();
        for mark in &self.marks {
            if let Some(watchers) = board.watchers.get_mut(mark) {
                watchers.retain(|watcher| !Arc::ptr_eq(watcher, &self.watcher));
                if watchers.is_empty() {
                    board.watchers.remove(mark);
                }
            }
        }
    }
}
