//! Files that Bob offers Alice.

use std::{path::PathBuf, sync::Arc};

use causerie_chat::{Envelope, EnvelopeId, FileManifest, MessageRef, NetworkAddress, Path, Sealed};
use causerie_contracts::Reading;
use causerie_edge::{message_id, now, randomness};
use causerie_files::{FileId, FileTicket};
use causerie_usecases::{
    CommandHandler,
    peer::{
        commands::{FetchFile, OfferFile},
        files::Tally,
    },
    ports::{
        Announcements, Contacts, FetchBook, FetchState, FileSource, FileWish, History, Inbox,
        OfferBook, People,
    },
};

use super::{Member, Network};

/// How long a file is, in bytes.
pub(crate) const BYTES: usize = 9 << 20;

/// Bob offers Alice a file of sevens.
pub(crate) struct Offered {
    pub(crate) network: Network,
    pub(crate) alice: Member,
    pub(crate) bob: Member,
    pub(crate) manifest: FileManifest,
}

impl Offered {
    pub(crate) async fn begin() -> Self {
        let network = Network::begin().await;
        let (alice, bob) = (network.member("alice").await, network.member("bob").await);
        let manifest = offer(&network, &bob, &alice, "a.txt", BYTES).await;
        Self { network, alice, bob, manifest }
    }

    /// Who has it, if Bob is there.
    pub(crate) fn source(&self, at: &NetworkAddress) -> FileSource {
        FileSource { device: self.bob.device.clone(), at: at.clone() }
    }

    /// What Alice asks for.
    pub(crate) fn wish(&self) -> FileWish {
        let ticket = FileTicket::new(&self.manifest, &self.alice.device);
        FileWish { file: FileId::of(&self.manifest), ticket }
    }

    /// Alice hears of all that Bob offers, and knows him.
    pub(crate) async fn heard(&self) -> Vec<MessageRef> {
        let Self { alice, bob, .. } = self;
        let person = alice.directory.person(&bob.device.person).await.unwrap().unwrap();
        alice.store.remember(&person).await.unwrap();
        let mut all: Vec<_> =
            bob.store.offers().await.unwrap().into_iter().map(|it| it.0).collect();
        all.reverse();
        for said in &all {
            let offer = bob.store.message(&said.author, said.id).await.unwrap().unwrap().message;
            let recipient = alice.device.clone();
            let id = EnvelopeId::of(offer.id, &recipient);
            let sealed = Sealed::try_from(offer.encode()).unwrap();
            let envelope = Envelope { id, recipient, sealed };
            let (opening, path) = (Arc::new(Reading::default()), Path::Direct);
            alice.store.take(&bob.device, vec![envelope], opening, path, now()).await.unwrap();
        }
        all
    }

    /// Everybody finds Bob there.
    pub(crate) async fn is_at(&self, at: &NetworkAddress) {
        self.bob.directory.announce(&self.bob.device, at, 600_000).await.unwrap();
    }

    /// Alice wants what a message offers.
    pub(crate) async fn wants(&self, said: &MessageRef) {
        let wanted = FetchFile { said: said.clone(), folder: "/home/alice".into(), at: now() };
        self.alice.peer.files.fetch.handle(wanted).await.unwrap();
    }

    /// How what that message offers stands.
    pub(crate) async fn stands(&self, said: &MessageRef) -> FetchState {
        let fetches = self.alice.store.fetches().await.unwrap();
        fetches.into_iter().find(|it| it.said == *said).unwrap().state
    }
}

/// One offers another a file of so many sevens.
pub(crate) async fn offer(
    network: &Network,
    from: &Member,
    to: &Member,
    name: &str,
    bytes: usize,
) -> FileManifest {
    let path = PathBuf::from("/home/own").join(name);
    network.disk.put(&path, &vec![7; bytes]);
    let offer = OfferFile {
        id: message_id().unwrap(),
        to: to.device.person.clone().into(),
        path,
        media_type: None,
        caption: None,
        expires_in: None,
        at: now(),
        trace: None,
        randomness: randomness().unwrap(),
        read: Tally::default(),
    };
    from.peer.files.offer.handle(offer).await.unwrap();
    from.store.offers().await.unwrap().remove(0).1
}
