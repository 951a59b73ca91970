use std::{ops::Range, sync::Arc};

use causerie_chat::{Cause, Conversation, DeviceAddress, Timestamp};
use causerie_files::{Chunk, ChunkHashes, FileId, FileTicket};
use futures_util::future::join_all;

use crate::{
    CommandHandler,
    peer::files::{FileFinding, Sources, StillOffered, Taking, most_at_once},
    ports::{
        Fetch, FetchBook, FetchProgress, FetchState, Fetches, FileWish, NotGiven, NotWritten,
        Offer, Offers, PartFiles, Retry, Unavailable,
    },
};

/// Fetch of a file what can be had now: all of it, unless nobody who has it is left to ask, or somebody pauses or cancels it. Nothing happens if it is not wanted, or
/// its next attempt is ahead. One whose message is not there any more is abandoned.
#[derive(Debug)]
pub struct TakeChunks {
    /// Which.
    pub file: FileId,
    /// When.
    pub at: Timestamp,
    /// A random number, to spread what comes after a failure.
    pub jitter: u32,
}

/// Carries out [`TakeChunks`].
pub struct TakeChunksHandler {
    /// This device.
    pub device: DeviceAddress,
    /// Knows whether the file is offered.
    pub offered: StillOffered,
    /// Knows by whom.
    pub finding: FileFinding,
    /// Asks them.
    pub taking: Taking,
    /// Keeps how it stands.
    pub fetches: Arc<dyn Fetches>,
    /// Keeps how far it is.
    pub progress: Arc<dyn FetchProgress>,
    /// Knows both.
    pub book: Arc<dyn FetchBook>,
    /// Writes it.
    pub parts: Arc<dyn PartFiles>,
    /// Offers it in its turn.
    pub offers: Arc<dyn Offers>,
}

impl CommandHandler<TakeChunks> for TakeChunksHandler {
    type Error = Unavailable;

    async fn handle(&self, command: TakeChunks) -> Result<(), Unavailable> {
        let TakeChunks { file, at, jitter } = command;
        let Some(fetch) = self.book.fetch(&file).await? else { return Ok(()) };
        let FetchState::Wanted(before) = &fetch.state else { return Ok(()) };
        if before.as_ref().is_some_and(|retry| retry.keeps_waiting(at)) {
            return Ok(());
        }
        let place = self.offered.place(&fetch.said, &fetch.manifest, at).await?;
        let Some(place) = place else {
            self.parts.discard(&fetch.folder, &file).await?;
            return self.fetches.forget(&file).await;
        };
        let stood = match self.take(&fetch, &place, at).await {
            Ok(()) => return Ok(()),
            Err(Stopped::Later(why)) => {
                let now = self.book.fetch(&file).await?;
                let came = now.is_some_and(|now| now.parts.here() > fetch.parts.here());
                let before = before.as_ref().filter(|_| !came);
                FetchState::Wanted(Some(Retry::after(before, why, at, jitter)))
            }
            Err(Stopped::ForGood(why)) => FetchState::Failed(why),
            Err(Stopped::Unavailable(cause)) => return Err(cause),
        };
        self.fetches.turn(&file, &fetch.state, &stood).await.map(drop)
    }
}

impl TakeChunksHandler {
    /// How many are asked for at once: with [`most_at_once`] of each, 32 MiB in memory.
    const LANES: usize = 4;

    async fn take(
        &self,
        fetch: &Fetch,
        place: &Conversation,
        at: Timestamp,
    ) -> Result<(), Stopped> {
        let Fetch { manifest, folder, state, .. } = fetch;
        let id = fetch.id();
        let wanted = FileWish { file: id, ticket: FileTicket::new(manifest, &self.device) };
        let mut sources = self.sources(fetch, place, at).await?;
        let hashes = self.hashes(&wanted, fetch, &mut sources).await?;
        let mut is_anew = false;
        // Where something is here, a part that is not is one that somebody removed.
        if fetch.parts.here() == 0 {
            self.parts.begin(folder, &id, manifest.size()).await?;
        }
        loop {
            let now = self.book.fetch(&id).await?.filter(|now| now.state == *state);
            // Somebody paused it, or cancelled it.
            let Some(Fetch { parts, .. }) = now else { return Ok(()) };
            let step = if parts.is_whole() {
                self.finish(fetch, &hashes).await
            } else {
                let missing: Vec<_> =
                    parts.missing(0, most_at_once(manifest)).take(Self::LANES).collect();
                let came = self.round(&wanted, (fetch, &hashes), missing, &mut sources).await?;
                self.keep(fetch, came).await
            };
            match step {
                Ok(()) if parts.is_whole() => return Ok(()),
                Ok(()) => {}
                // Somebody removed the part: it has to come once more.
                Err(NotWritten::Gone) if !is_anew => {
                    is_anew = true;
                    self.progress.restart(&id).await?;
                    self.parts.begin(folder, &id, manifest.size()).await?;
                }
                Err(not) => return Err(not.into()),
            }
        }
    }

    async fn sources(
        &self,
        fetch: &Fetch,
        place: &Conversation,
        at: Timestamp,
    ) -> Result<Sources, Unavailable> {
        let mut sources = Sources::new(Cause::NO_ADDRESS);
        for device in self.finding.devices(&fetch.said.author, place).await? {
            match self.finding.places(&device, at).await? {
                Ok(places) => sources.add(places),
                Err(why) => sources.miss(why),
            }
            if device.person == fetch.said.author {
                sources.add_stored(device);
            }
        }
        Ok(sources)
    }

    /// Those that are known, or those that somebody gives.
    async fn hashes(
        &self,
        wanted: &FileWish,
        fetch: &Fetch,
        sources: &mut Sources,
    ) -> Result<ChunkHashes, Stopped> {
        if let Some(hashes) = self.book.hashes(&wanted.file).await? {
            return Ok(hashes);
        }
        loop {
            let [from] = &sources.some(1)[..] else { return Err(Stopped::Later(sources.why())) };
            match self.taking.hashes(from, wanted, &fetch.manifest).await {
                Ok(hashes) => {
                    self.progress.learn(&wanted.file, &hashes).await?;
                    return Ok(hashes);
                }
                Err(why) => sources.leave(from, &why),
            }
        }
    }

    /// What comes of those when each is asked for at once; an error if nobody is left to ask.
    async fn round(
        &self,
        wanted: &FileWish,
        (fetch, hashes): (&Fetch, &ChunkHashes),
        missing: Vec<Range<u32>>,
        sources: &mut Sources,
    ) -> Result<Vec<(u64, Chunk)>, Stopped> {
        let lanes: Vec<_> = sources.some(missing.len()).into_iter().zip(missing).collect();
        if lanes.is_empty() {
            return Err(Stopped::Later(sources.why()));
        }
        let what = (&fetch.manifest, hashes);
        let asked = lanes
            .iter()
            .map(|(from, chunks)| self.taking.chunks(from, wanted, what, chunks.clone()));
        let mut came = Vec::new();
        let answers: Vec<Result<_, NotGiven>> = join_all(asked).await;
        for ((from, _), answer) in lanes.iter().zip(answers) {
            match answer {
                Ok(chunks) => came.extend(chunks),
                Err(why) => sources.leave(from, &why),
            }
        }
        Ok(came)
    }

    /// Writes them, and then notes that they are here.
    async fn keep(&self, fetch: &Fetch, chunks: Vec<(u64, Chunk)>) -> Result<(), NotWritten> {
        let numbers: Vec<_> = chunks.iter().map(|(_, chunk)| chunk.number()).collect();
        if numbers.is_empty() {
            return Ok(());
        }
        self.parts.write(&fetch.folder, &fetch.id(), chunks).await?;
        Ok(self.progress.note(&fetch.id(), &numbers).await?)
    }

    /// Gives it its name, and offers it in its turn.
    async fn finish(&self, fetch: &Fetch, hashes: &ChunkHashes) -> Result<(), NotWritten> {
        let Fetch { said, manifest, folder, state, .. } = fetch;
        let path = self.parts.finish(folder, &fetch.id(), &manifest.name.safe()).await?;
        let offer = Offer {
            said: said.clone(),
            manifest: manifest.clone(),
            hashes: hashes.clone(),
            path: path.clone(),
        };
        self.offers.offer(&offer).await?;
        let done = FetchState::Done(path);
        // The part is what has it found at the same place if this is done again.
        if self.fetches.turn(&fetch.id(), state, &done).await? {
            self.parts.discard(folder, &fetch.id()).await?;
        }
        Ok(())
    }
}

/// Why no more of a file comes now.
enum Stopped {
    /// It is tried again.
    Later(Cause),
    /// It is not, by itself.
    ForGood(Cause),
    Unavailable(Unavailable),
}

impl From<Unavailable> for Stopped {
    fn from(cause: Unavailable) -> Self {
        Self::Unavailable(cause)
    }
}

impl From<NotWritten> for Stopped {
    fn from(not: NotWritten) -> Self {
        match not {
            NotWritten::Full => Self::ForGood(Cause::DISK_FULL),
            NotWritten::NoFolder | NotWritten::Gone => Self::ForGood(Cause::FOLDER_REFUSED),
            NotWritten::Unavailable(cause) => Self::Unavailable(cause),
        }
    }
}
