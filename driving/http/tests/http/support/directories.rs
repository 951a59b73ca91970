use std::sync::Arc;

use axum::Router;
use causerie_http_api::{DirectoryConfig, Quota, directory_router};
use causerie_memory::{
    MemoryBlobs, MemoryDirectory, MemoryLinks, MemoryMailBell, MemoryPresenceBoard,
};
use causerie_session::RustCrypto;
use causerie_usecases::{
    directory::{BlobParts, Directory, DirectoryParts},
    ports::{BlobTerms, LastSignIn, MailTerms, RoomTerms},
};

use super::{
    DOMAIN, Disk, Shown,
    elsewhere::{Broken, Slow, Stamp, Valid},
};

/// An empty directory.
pub(crate) fn directory() -> Router {
    directory_with(DirectoryConfig::default())
}

/// An empty directory that lets everybody ask as often as they like, so that only what its use cases count is counted.
pub(crate) fn patient_directory() -> Router {
    let plenty = Quota::new(100_000, 100_000);
    directory_with(DirectoryConfig {
        registrations: plenty,
        look_ups: plenty,
        publications: plenty,
        ..DirectoryConfig::default()
    })
}

pub(crate) fn directory_with(config: DirectoryConfig) -> Router {
    directory_over(&Arc::default(), config)
}

/// A directory over that store.
pub(crate) fn directory_over(store: &Arc<MemoryDirectory>, config: DirectoryConfig) -> Router {
    router_of(parts_of(store), config)
}

/// A directory over that store that takes its time to remove mail.
pub(crate) fn slow_directory_over(store: &Arc<MemoryDirectory>) -> Router {
    let acknowledgements = Arc::new(Slow(store.clone()));
    router_of(DirectoryParts { acknowledgements, ..parts_of(store) }, DirectoryConfig::default())
}

/// A directory over that store that keeps so much mail and no more.
pub(crate) fn directory_on_terms(store: &Arc<MemoryDirectory>, terms: MailTerms) -> Router {
    router_of(DirectoryParts { terms, ..parts_of(store) }, DirectoryConfig::default())
}

/// An empty directory that keeps so much of files and no more.
pub(crate) fn directory_keeping(terms: BlobTerms) -> Router {
    let store = Arc::default();
    let blobs = BlobParts::over(&store, Arc::new(MemoryBlobs::default()), terms);
    router_of(DirectoryParts { blobs, ..parts_of(&store) }, DirectoryConfig::default())
}

/// A directory that keeps things on that disk, and shows that to those who call.
pub(crate) fn directory_on(disk: &Disk, shown: Shown) -> Router {
    let parts = DirectoryParts {
        store_check: Arc::new(disk.clone()),
        credential_status: Arc::new(shown),
        ..parts_of(&Arc::default())
    };
    router_of(parts, DirectoryConfig::default())
}

/// A directory whose people cannot be read, and whose mailboxes and rooms cannot be used.
pub(crate) fn broken_directory() -> Router {
    let broken = Arc::new(Broken);
    let parts = DirectoryParts {
        people: broken.clone(),
        mailboxes: broken.clone(),
        mailbox: broken.clone(),
        acknowledgements: broken.clone(),
        room_logs: broken,
        ..parts_of(&Arc::default())
    };
    router_of(parts, DirectoryConfig::default())
}

fn router_of(parts: DirectoryParts, config: DirectoryConfig) -> Router {
    let bell = Arc::new(MemoryMailBell::default());
    let parts = DirectoryParts { bell: bell.clone(), ..parts };
    directory_router(Arc::new(Directory::from(parts)), bell, config)
}

fn parts_of(store: &Arc<MemoryDirectory>) -> DirectoryParts {
    let s = store.clone();
    let board = Arc::new(MemoryPresenceBoard::default());
    let links = Arc::new(MemoryLinks::default());
    DirectoryParts {
        domain: DOMAIN.parse().unwrap(),
        registry: s.clone(),
        people: s.clone(),
        device_lists: s.clone(),
        revocations: s.clone(),
        links: links.clone(),
        link_book: links,
        reachability: s.clone(),
        whereabouts: s.clone(),
        challenges: s.clone(),
        book: s.clone(),
        second_factors: s.clone(),
        second_factor_book: s.clone(),
        sign_ins: s.clone(),
        sign_in_log: s.clone(),
        sign_in_lapse: LastSignIn::LAPSE,
        authority: Arc::new(Stamp),
        pre_keys: s.clone(),
        pre_key_book: s.clone(),
        pre_key_use: s.clone(),
        mailboxes: s.clone(),
        mailbox: s.clone(),
        mailbox_end: s.clone(),
        mail_depth: s.clone(),
        acknowledgements: s.clone(),
        terms: MailTerms::default(),
        room_logs: s.clone(),
        room_book: s.clone(),
        room_readers: s.clone(),
        room_terms: RoomTerms::default(),
        blobs: BlobParts::over(&s, Arc::new(MemoryBlobs::default()), BlobTerms::default()),
        public_rooms: s.clone(),
        public_book: s.clone(),
        operator: s.clone(),
        bell: Arc::new(MemoryMailBell::default()),
        board: board.clone(),
        presence_watch: board.clone(),
        attendance: board,
        listings: s.clone(),
        listing_book: s.clone(),
        provider: Arc::new(RustCrypto),
        store_check: s,
        credential_status: Arc::new(Valid),
    }
}
