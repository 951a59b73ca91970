use std::sync::Arc;

use causerie_chat::{Cause, Conversation, DeviceAddress, Timestamp};
use causerie_files::{ChunkHashes, FileId, FileTicket};

use crate::{
    CommandHandler,
    peer::files::{FileFinding, Sources, StillOffered, Taking},
    ports::{
        Fetch, FetchBook, FetchProgress, FetchState, Fetches, FileWish, NotWritten, Offer, Offers,
        PartFiles, Retry, Unavailable, WrittenParts,
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
    /// Knows what was written.
    pub written: Arc<dyn WrittenParts>,
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
            Err(Stopped::Gone) => FetchState::Failed(Cause::FOLDER_REFUSED),
            Err(Stopped::Unavailable(cause)) => return Err(cause),
        };
        self.fetches.turn(&file, &fetch.state, &stood).await.map(drop)
    }
}

impl TakeChunksHandler {
    /// How often it is begun anew at one visit where somebody harms what is here.
    const ATTEMPTS: usize = 2;

    async fn take(
        &self,
        fetch: &Fetch,
        place: &Conversation,
        at: Timestamp,
    ) -> Result<(), Stopped> {
        let (manifest, id) = (&fetch.manifest, fetch.id());
        let wanted = FileWish { file: id, ticket: FileTicket::new(manifest, &self.device) };
        let mut sources = self.sources(fetch, place, at).await?;
        let hashes = self.hashes(&wanted, fetch, &mut sources).await?;
        for _ in 0..Self::ATTEMPTS {
            match self.try_once(fetch, &hashes, &wanted, &mut sources).await {
                // Somebody removed the part, or wrote into it: what is still right of it is found again.
                Err(Stopped::Gone) => self.progress.restart(&id).await?,
                over => return over,
            }
        }
        Err(Stopped::Gone)
    }

    /// Takes what is missing, and gives the whole its name.
    async fn try_once(
        &self,
        fetch: &Fetch,
        hashes: &ChunkHashes,
        wanted: &FileWish,
        sources: &mut Sources,
    ) -> Result<(), Stopped> {
        let Some(now) = self.as_wanted(fetch).await? else { return Ok(()) };
        // Where something is here, a part that is not is one that somebody removed.
        if now.parts.here() == 0 {
            self.parts.begin(&fetch.folder, &wanted.file, fetch.manifest.size()).await?;
        }
        self.recover(&now, hashes).await?;
        let Some(now) = self.as_wanted(fetch).await? else { return Ok(()) };
        if self.pull((&now, hashes), wanted, sources).await? {
            if !self.is_unharmed(&now, hashes).await? {
                return Err(Stopped::Gone);
            }
            self.finish(&now, hashes).await?;
        }
        Ok(())
    }

    /// How far it is, if nobody has paused or cancelled it.
    async fn as_wanted(&self, fetch: &Fetch) -> Result<Option<Fetch>, Unavailable> {
        let now = self.book.fetch(&fetch.id()).await?;
        let is_wanted = |now: &Fetch| matches!(now.state, FetchState::Wanted(_));
        Ok(now.filter(|now| is_wanted(now) && now.folder == fetch.folder))
    }

    /// Whether nobody has paused or cancelled it.
    pub(super) async fn is_wanted_still(&self, fetch: &Fetch) -> Result<bool, Unavailable> {
        Ok(self.as_wanted(fetch).await?.is_some())
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
pub(super) enum Stopped {
    /// It is tried again.
    Later(Cause),
    /// It is not, by itself.
    ForGood(Cause),
    /// The part is not there any more.
    Gone,
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
            NotWritten::NoFolder => Self::ForGood(Cause::FOLDER_REFUSED),
            NotWritten::Gone => Self::Gone,
            NotWritten::Unavailable(cause) => Self::Unavailable(cause),
        }
    }
}
