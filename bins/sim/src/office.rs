//! The directory that runs, and the lines that peers have to it.

use std::sync::{Arc, atomic::Ordering};

use causerie_memory::{MemoryBlobs, MemoryLinks, MemoryPresenceBoard};
use causerie_session::RustCrypto;
use causerie_usecases::{
    directory::{BlobParts, Directory, DirectoryParts},
    ports::{BlobTerms, MailBell, MailTerms, News, Room, RoomTerms},
};

use crate::{
    disk::{self, DirectoryDisk},
    machine::{machine, parsed},
    sign_in::{Notary, Wallet},
    station::Station,
    task::DIRECTORY,
    world::World,
};

/// One over what it keeps.
pub(crate) fn directory(world: &Arc<World>) -> Directory {
    let records = &world.records;
    let disk = Arc::new(DirectoryDisk {
        machine: disk::Machine { world: world.clone(), id: DIRECTORY },
        records: records.clone(),
        acknowledgements: crate::sabotage::acknowledgements(world.setting.sabotage, records),
        second_factors: crate::sabotage::second_factors(world.setting.sabotage, records),
    });
    let per_mailbox = Room { envelopes: world.setting.mailbox, bytes: 1 << 26 };
    let board = Arc::new(MemoryPresenceBoard::default());
    let links = Arc::new(MemoryLinks::default());
    Directory::from(DirectoryParts {
        domain: parsed("example.org"),
        registry: records.clone(),
        people: disk.clone(),
        device_lists: disk.clone(),
        revocations: records.clone(),
        links: links.clone(),
        link_book: links,
        reachability: disk.clone(),
        whereabouts: disk.clone(),
        challenges: disk.clone(),
        book: disk.clone(),
        second_factors: disk.clone(),
        second_factor_book: disk.clone(),
        sign_ins: disk.clone(),
        sign_in_log: disk.clone(),
        sign_in_lapse: world.setting.sign_in_lapse,
        authority: Arc::new(Notary(world.clone())),
        pre_keys: disk.clone(),
        pre_key_book: disk.clone(),
        pre_key_use: disk.clone(),
        mailboxes: disk.clone(),
        mailbox: disk.clone(),
        mailbox_end: records.clone(),
        mail_depth: records.clone(),
        acknowledgements: disk.clone(),
        terms: MailTerms { per_mailbox, ..MailTerms::default() },
        room_logs: disk.clone(),
        room_book: disk.clone(),
        room_readers: disk,
        room_terms: RoomTerms::default(),
        // Nobody has files there.
        blobs: BlobParts::over(records, Arc::new(MemoryBlobs::default()), BlobTerms::default()),
        public_rooms: records.clone(),
        public_book: records.clone(),
        operator: records.clone(),
        bell: Arc::new(Push(world.clone())),
        board: board.clone(),
        presence_watch: board.clone(),
        attendance: board,
        listings: records.clone(),
        listing_book: records.clone(),
        provider: Arc::new(RustCrypto),
        store_check: records.clone(),
        credential_status: Arc::new(Wallet {
            world: world.clone(),
            of: DIRECTORY,
            is_stolen: false,
        }),
    })
}

/// Tells peers at once what is new, where there is a line to them. There is none until they asked in this run of the directory.
struct Push(Arc<World>);

impl MailBell for Push {
    fn ring(&self, of: &causerie_chat::DeviceAddress, news: News) {
        let Some(to) = machine(of).filter(|to| !self.0.is_cut(DIRECTORY, *to)) else { return };
        let run = self.0.machine(DIRECTORY, |it| it.run);
        let listening = |it: &Arc<Station>| it.heard.load(Ordering::Relaxed) == run;
        if let Some(station) = self.0.station(to).filter(listening) {
            match news {
                News::Mail => station.mail_bell.raise(),
                News::PreKeys => station.pre_keys_bell.raise(),
                News::Rooms => station.rooms_bell.raise(),
                // It finds out when it asks for something.
                News::Revoked => {}
            }
        }
    }
}
