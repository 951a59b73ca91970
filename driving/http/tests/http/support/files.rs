use std::fs;

use axum::{body::Body, http::Request};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use causerie_chat::{DeviceAddress, FileManifest, Timestamp};
use causerie_files::{FileId, FileTicket};
use causerie_session::Randomness;
use causerie_usecases::{
    CommandHandler,
    peer::{commands::OfferFile, files::Tally},
    ports::OfferBook,
};
use tempfile::TempDir;

use super::{Asking, BobsPeer, device, get};

/// A file that Bob offers Alice.
pub(crate) struct Offered {
    pub(crate) peer: BobsPeer,
    pub(crate) manifest: FileManifest,
    _folder: TempDir,
}

impl Offered {
    /// One of so many bytes.
    pub(crate) async fn of(bytes: usize) -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("a.txt");
        fs::write(&path, vec![7; bytes]).unwrap();
        let peer = BobsPeer::new().await;
        let offer = OfferFile {
            id: "0191d5f2-7c4a-7abc-8def-0123456789ab".parse().unwrap(),
            to: device("alice").person.into(),
            path,
            media_type: None,
            caption: None,
            expires_in: None,
            at: Timestamp::from_millis(0),
            trace: None,
            randomness: Randomness::new([9; 32]),
            read: Tally::default(),
        };
        peer.peer.files.offer.handle(offer).await.unwrap();
        let manifest = peer.store.offers().await.unwrap().remove(0).1;
        Self { peer, manifest, _folder: folder }
    }

    /// Asks for some of it as that device, with its ticket.
    pub(crate) fn asks(&self, what: &str, by: &str) -> Request<Body> {
        let ticket = FileTicket::new(&self.manifest, &by.parse::<DeviceAddress>().unwrap());
        self.asks_with(what, &BASE64_URL_SAFE_NO_PAD.encode(ticket.as_bytes())).by(by)
    }

    /// The same with another ticket, as nobody.
    pub(crate) fn asks_with(&self, what: &str, ticket: &str) -> Request<Body> {
        get(&self.path(what)).with("causerie-ticket", ticket)
    }

    pub(crate) fn path(&self, what: &str) -> String {
        format!("/v1/files/{}/{what}", FileId::of(&self.manifest))
    }
}
