//! Files that are offered and fetched, and what lies between.

use std::{
    ops::Range,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use causerie_chat::{Cause, Conversation, DeviceAddress, MessageRef};
use causerie_files::FileId;
use causerie_usecases::{
    CommandHandler, QueryHandler,
    peer::{
        Peer,
        commands::{FetchFile, FetchFileError, OfferFile, OfferFileError, TakeChunks},
        files::Tally,
        queries::{GiveChunks, GiveError, GiveHashes},
    },
    ports::{Fetch, FetchState, FileSource, FileSources, FileWish, NotGiven, OwnFiles},
};

use super::{address, message_id, party::Party, wire::Line, world::World};

/// Changes what somebody gives.
type Bend = Arc<dyn Fn(&DeviceAddress, &mut Vec<u8>) + Send + Sync>;

/// Which chunk is given in the place of one.
type Others = fn(u32) -> u32;

/// What is asked of files, and what becomes of it.
#[derive(Default)]
pub(crate) struct FileWire {
    asked: Mutex<Vec<(DeviceAddress, Range<u32>)>>,
    left: Mutex<Option<usize>>,
    bend: Mutex<Option<Bend>>,
    bend_hashes: Mutex<Option<Bend>>,
    /// Which chunk is given in the place of which.
    others: Mutex<Option<Others>>,
    /// Who is not reached.
    away: Mutex<Vec<DeviceAddress>>,
    /// Who gives nothing for the moment.
    busy: Mutex<Vec<DeviceAddress>>,
    /// Who takes the place of whoever asks.
    poses: Mutex<Option<DeviceAddress>>,
}

impl FileWire {
    /// Brings so many more answers with chunks, and is cut then.
    pub(crate) fn brings(&self, answers: usize) {
        *self.left.lock().unwrap() = Some(answers);
    }

    /// Is cut no more.
    pub(crate) fn is_mended(&self) {
        *self.left.lock().unwrap() = None;
    }

    pub(crate) fn bends(
        &self,
        bend: impl Fn(&DeviceAddress, &mut Vec<u8>) + Send + Sync + 'static,
    ) {
        *self.bend.lock().unwrap() = Some(Arc::new(bend));
    }

    pub(crate) fn bends_hashes(
        &self,
        bend: impl Fn(&DeviceAddress, &mut Vec<u8>) + Send + Sync + 'static,
    ) {
        *self.bend_hashes.lock().unwrap() = Some(Arc::new(bend));
    }

    /// Gives another chunk of the same file in the place of each.
    pub(crate) fn gives_others(&self, others: Others) {
        *self.others.lock().unwrap() = Some(others);
    }

    pub(crate) fn is_straight(&self) {
        *self.others.lock().unwrap() = None;
        *self.bend.lock().unwrap() = None;
        *self.bend_hashes.lock().unwrap() = None;
    }

    /// That device is not reached from now on.
    pub(crate) fn misses(&self, device: DeviceAddress) {
        self.away.lock().unwrap().push(device);
    }

    /// That device has given as much as it gives for now.
    pub(crate) fn wearies(&self, device: DeviceAddress) {
        self.busy.lock().unwrap().push(device);
    }

    /// Everybody gives again.
    pub(crate) fn rests(&self) {
        self.busy.lock().unwrap().clear();
    }

    /// Everything is asked for by that device from now on.
    pub(crate) fn poses_as(&self, device: DeviceAddress) {
        *self.poses.lock().unwrap() = Some(device);
    }

    /// Which chunks were asked for and brought, of whom, and forgets it.
    pub(crate) fn drain(&self) -> Vec<(DeviceAddress, Range<u32>)> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

impl Line {
    /// The peer that answers there, if it answers this one.
    async fn reached(&self, device: &DeviceAddress) -> Result<Arc<Peer>, NotGiven> {
        if self.wire.files.away.lock().unwrap().contains(device) {
            return Err(lost());
        }
        if self.wire.files.busy.lock().unwrap().contains(device) {
            let (cause, source) = (Cause::PEER_UNAVAILABLE, "too much at once".into());
            return Err(NotGiven::NotNow { cause, source });
        }
        let other = self.wire.peers.lock().unwrap().get(device).cloned().ok_or_else(lost)?;
        let answers = other.door.answers(&self.from.person).await.unwrap();
        if answers || other.fellows.has(&self.from).await.unwrap() {
            Ok(other)
        } else {
            Err(lost())
        }
    }

    fn of(&self, wanted: &FileWish) -> GiveHashes {
        let poses = self.wire.files.poses.lock().unwrap().clone();
        let by = poses.unwrap_or_else(|| self.from.clone());
        GiveHashes { file: wanted.file, ticket: wanted.ticket, by, at: self.clock.now() }
    }
}

#[async_trait]
impl FileSources for Line {
    async fn hashes(
        &self,
        from: &FileSource,
        wanted: &FileWish,
        _: usize,
    ) -> Result<Vec<u8>, NotGiven> {
        let other = self.reached(&from.device).await?;
        let given = other.files.give.handle(self.of(wanted)).await;
        let mut given = given.map_err(not_given)?;
        if let Some(bend) = &*self.wire.files.bend_hashes.lock().unwrap() {
            bend(&from.device, &mut given);
        }
        Ok(given)
    }

    async fn chunks(
        &self,
        from: &FileSource,
        wanted: &FileWish,
        chunks: Range<u32>,
        _: usize,
    ) -> Result<Vec<u8>, NotGiven> {
        let files = &self.wire.files;
        if let Some(left) = &mut *files.left.lock().unwrap() {
            *left = left.checked_sub(1).ok_or_else(lost)?;
        }
        // Others have their turn while it is under way.
        tokio::task::yield_now().await;
        let other = self.reached(&from.device).await?;
        let others = *files.others.lock().unwrap();
        let mut given = Vec::new();
        for number in chunks.clone() {
            let number = others.map_or(number, |other| other(number));
            let ask = GiveChunks { of: self.of(wanted), chunks: number..number + 1 };
            given.extend(other.files.give.handle(ask).await.map_err(not_given)?.concat());
        }
        files.asked.lock().unwrap().push((from.device.clone(), chunks));
        if let Some(bend) = &*files.bend.lock().unwrap() {
            bend(&from.device, &mut given);
        }
        Ok(given)
    }
}

fn not_given(error: GiveError) -> NotGiven {
    match error {
        GiveError::NotOffered => NotGiven::NotOffered,
        other => NotGiven::NotNow { cause: Cause::PEER_UNAVAILABLE, source: other.into() },
    }
}

fn lost() -> NotGiven {
    NotGiven::NotNow { cause: Cause::UNREACHABLE, source: "the wire is cut".into() }
}

/// How long a chunk is, in bytes.
pub(crate) const CHUNK: usize = 1 << 20;

/// Where Bob has his files come.
pub(crate) fn folder() -> PathBuf {
    "/home/downloads".into()
}

/// So many bytes that are not all the same.
pub(crate) fn content(bytes: usize) -> Vec<u8> {
    let some: Vec<u8> = (0..251).collect();
    let mut content = some.repeat(bytes / some.len() + 1);
    content.truncate(bytes);
    content
}

impl World {
    /// Puts a file on the disk.
    pub(crate) fn has_file(&self, name: &str, bytes: usize) -> PathBuf {
        let path = Path::new("/home/own").join(name);
        self.disk.put(&path, &content(bytes));
        path
    }

    /// What is in a file.
    pub(crate) async fn file(&self, path: &Path) -> Option<Vec<u8>> {
        self.disk.read(path, 0, usize::MAX).await.unwrap()
    }
}

impl Party {
    pub(crate) fn offering(&self, n: u16, to: Conversation, path: &Path) -> OfferFile {
        OfferFile {
            id: message_id(n),
            to,
            path: path.to_owned(),
            media_type: None,
            caption: None,
            expires_in: None,
            at: self.clock.now(),
            trace: None,
            randomness: self.clock.randomness(),
            read: Tally::default(),
        }
    }

    /// Offers a file as message `n`, and tells somebody so.
    pub(crate) async fn offers(&self, n: u16, to: &str, path: &Path) {
        let offer = self.offering(n, address(to).into(), path);
        self.peer.files.offer.handle(offer).await.unwrap();
        self.delivers(to).await;
    }

    pub(crate) async fn tries_to_offer(
        &self,
        n: u16,
        to: &str,
        path: &Path,
    ) -> Result<(), OfferFileError> {
        self.peer.files.offer.handle(self.offering(n, address(to).into(), path)).await
    }

    /// Wants the file of message `n`.
    pub(crate) async fn wants(&self, of: &str, n: u16) -> Result<(), FetchFileError> {
        self.wants_in(of, n, folder()).await
    }

    /// The same, into that folder.
    pub(crate) async fn wants_in(
        &self,
        of: &str,
        n: u16,
        folder: impl Into<PathBuf>,
    ) -> Result<(), FetchFileError> {
        let said = MessageRef { id: message_id(n), author: address(of) };
        let wanted = FetchFile { said, folder: folder.into(), at: self.clock.now() };
        self.peer.files.fetch.handle(wanted).await
    }

    /// What it fetches, the latest first.
    pub(crate) async fn fetched(&self) -> Vec<Fetch> {
        self.peer.files.due.book.fetches().await.unwrap()
    }

    /// Fetches what it wants, as far as it comes, and how that stands then.
    pub(crate) async fn takes_file(&self) -> FetchState {
        let file = self.wanted().await;
        let take = TakeChunks { file, at: self.clock.now(), jitter: 0 };
        self.peer.files.take.handle(take).await.unwrap();
        self.fetched().await[0].state.clone()
    }

    pub(crate) async fn wanted(&self) -> FileId {
        self.fetched().await[0].id()
    }
}
