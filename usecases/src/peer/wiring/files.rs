use std::sync::Arc;

use super::uploads::uploads;
use crate::{
    peer::{
        OwnIdentity, Paths, PeerFiles, PeerParts,
        commands::{
            CancelFetchHandler, FetchFileHandler, ForgetFilesHandler, OfferFileHandler,
            PauseFetchHandler, ResumeFetchHandler, SendMessageHandler, TakeChunksHandler,
        },
        files::{Announcing, FileFinding, StillOffered, Taking},
        queries::{
            DueFetchesHandler, GiveFileHandler, LastOffer, ReadFilesHandler, SearchMessagesHandler,
        },
        rooms::Fellows,
    },
    ports::Fetches,
};

/// What is asked of files.
pub(super) fn files(
    parts: &PeerParts,
    own: Arc<OwnIdentity>,
    sending: SendMessageHandler,
    fellows: Arc<Fellows>,
    paths: Paths,
) -> PeerFiles {
    let files = &parts.files;
    let device = parts.device.clone();
    let offered = StillOffered { history: parts.history.clone(), me: parts.device.person.clone() };
    let finding = FileFinding {
        device: device.clone(),
        identities: parts.identities.clone(),
        fellows,
        paths,
    };
    let told = Arc::new(Announcing {
        fetches: files.fetches.clone(),
        progress: files.progress.clone(),
        events: parts.events.clone(),
    });
    let fetches: Arc<dyn Fetches> = told.clone();
    let book = &files.book;
    PeerFiles {
        offer: OfferFileHandler {
            own,
            files: files.own.clone(),
            offers: files.offers.clone(),
            sending,
        },
        fetch: FetchFileHandler {
            offered: offered.clone(),
            fetches: fetches.clone(),
            book: book.clone(),
            parts: files.parts.clone(),
            own: files.own.clone(),
            bell: files.bell.clone(),
        },
        pause: PauseFetchHandler { fetches: fetches.clone(), book: book.clone() },
        resume: ResumeFetchHandler {
            fetches: fetches.clone(),
            book: book.clone(),
            bell: files.bell.clone(),
        },
        cancel: CancelFetchHandler {
            fetches: fetches.clone(),
            book: book.clone(),
            parts: files.parts.clone(),
        },
        forget: ForgetFilesHandler {
            offered: offered.clone(),
            offers: files.offers.clone(),
            offer_book: files.offer_book.clone(),
            fetches: fetches.clone(),
            book: book.clone(),
            parts: files.parts.clone(),
        },
        take: TakeChunksHandler {
            device,
            offered: offered.clone(),
            finding,
            taking: Taking {
                sources: files.sources.clone(),
                stored: files.stored.clone(),
                provider: parts.provider.clone(),
            },
            fetches: fetches.clone(),
            progress: told,
            book: book.clone(),
            parts: files.parts.clone(),
            written: files.written.clone(),
            offers: files.offers.clone(),
        },
        give: GiveFileHandler {
            offers: files.offer_book.clone(),
            offered: offered.clone(),
            files: files.own.clone(),
            provider: parts.provider.clone(),
            last: LastOffer::default(),
        },
        read: ReadFilesHandler {
            search: SearchMessagesHandler { search: parts.search.clone() },
            offered: offered.clone(),
            offers: files.offer_book.clone(),
            fetches: book.clone(),
            uploads: files.upload_book.clone(),
        },
        due: DueFetchesHandler { book: book.clone() },
        uploads: uploads(parts, offered),
    }
}
