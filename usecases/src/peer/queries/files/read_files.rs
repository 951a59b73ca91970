use std::{collections::HashMap, path::PathBuf, sync::Arc};

use causerie_chat::{Conversation, Timestamp};
use causerie_files::FileId;

use crate::{
    QueryHandler,
    peer::{
        files::StillOffered,
        queries::{SearchMessages, SearchMessagesHandler},
    },
    ports::{
        Cursor, Entry, Fetch, FetchBook, OfferBook, Sought, Unavailable, Upload, UploadBook, Wish,
    },
};

/// Which files were offered, by this person and to them?
#[derive(Debug)]
pub struct ReadFiles {
    /// Where; nothing for anywhere.
    pub with: Option<Conversation>,
    /// Before that place in the history, or from its end.
    pub before: Option<Cursor>,
    /// How many at most; taken to be at most 1,000.
    pub limit: usize,
    /// When: what has expired by then is left out.
    pub at: Timestamp,
}

/// How does a file stand that this device offers, or fetches?
#[derive(Debug)]
pub struct ReadFile {
    /// Which.
    pub file: FileId,
    /// When.
    pub at: Timestamp,
}

/// A file that is offered, and how it stands with it here.
#[derive(Debug)]
pub struct KnownFile {
    /// What it is asked for by.
    pub id: FileId,
    /// The message that offers it.
    pub entry: Entry,
    /// Where it lies, if this device gives it.
    pub lies_at: Option<PathBuf>,
    /// How far it is, if this device fetches it or did.
    pub fetch: Option<Fetch>,
    /// How it stands at the directory, if it is to be there as well.
    pub upload: Option<Upload>,
}

/// Answers [`ReadFiles`]: the latest first; and [`ReadFile`]: nothing if this device neither offers nor fetches it, or its message is gone.
pub struct ReadFilesHandler {
    /// Finds the messages.
    pub search: SearchMessagesHandler,
    /// Has them.
    pub offered: StillOffered,
    /// Knows what is offered here.
    pub offers: Arc<dyn OfferBook>,
    /// Knows what is fetched.
    pub fetches: Arc<dyn FetchBook>,
    /// Knows what is uploaded.
    pub uploads: Arc<dyn UploadBook>,
}

impl QueryHandler<ReadFiles> for ReadFilesHandler {
    type Answer = Vec<KnownFile>;
    type Error = Unavailable;

    async fn handle(&self, query: ReadFiles) -> Result<Vec<KnownFile>, Unavailable> {
        let ReadFiles { with, before, limit, at } = query;
        let wish = Wish { what: Sought::Files, with, since: None, until: None, before };
        let search = SearchMessages { wanted: wish, limit, at };
        let found = self.search.handle(search).await?;
        let offers = self.offers.offers().await?;
        let mut offers: HashMap<_, _> =
            offers.into_iter().map(|(_, manifest, path)| (FileId::of(&manifest), path)).collect();
        let fetches = self.fetches.fetches().await?;
        let mut fetches: HashMap<_, _> =
            fetches.into_iter().map(|fetch| (fetch.id(), fetch)).collect();
        let uploads = self.uploads.uploads().await?;
        let mut uploads: HashMap<_, _> = uploads.into_iter().map(|it| (it.file, it)).collect();
        let known = found.into_iter().filter_map(|entry| {
            let id = FileId::of(&entry.view.file(&entry.message)?.manifest);
            let (lies_at, fetch) = (offers.remove(&id), fetches.remove(&id));
            let upload = uploads.remove(&id);
            Some(KnownFile { id, entry, lies_at, fetch, upload })
        });
        Ok(known.collect())
    }
}

impl QueryHandler<ReadFile> for ReadFilesHandler {
    type Answer = Option<KnownFile>;
    type Error = Unavailable;

    async fn handle(&self, ReadFile { file, at }: ReadFile) -> Result<Self::Answer, Unavailable> {
        let fetch = self.fetches.fetch(&file).await?;
        let offer = self.offers.offered(&file).await?;
        let said = fetch.as_ref().map(|it| &it.said).or(offer.as_ref().map(|it| &it.said));
        let Some(said) = said else { return Ok(None) };
        let entry = self.offered.entry(said, at).await?;
        let lies_at = offer.map(|offer| offer.path);
        let upload = self.uploads.upload(&file).await?;
        Ok(entry.map(|entry| KnownFile { id: file, entry, lies_at, fetch, upload }))
    }
}
