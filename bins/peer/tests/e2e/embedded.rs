//! A peer inside the test itself, for what no command does: it has a folder, TLS, a database and a disk as every other one.

use std::{future::pending, path::Path, sync::Arc};

use causerie::{Folder, Strangers, wire};
use causerie_chat::{Address, MessageRef, Text};
use causerie_edge::{challenge_id, message_id, now, randomness};
use causerie_http_api::{Limits, PeerConfig, peer_router, serve};
use causerie_usecases::{
    CommandHandler, QueryHandler,
    peer::{
        Peer, PeerParts,
        commands::{Announce, FetchFile, OfferFile, ReplenishPreKeys, SignIn},
        queries::{Files, ReadFiles},
    },
    ports::FetchState,
};
use causerie_worker::{deliver, fetch_files};
use tokio::{
    net::TcpListener,
    runtime::{Builder, Runtime},
};

use crate::{relay::Relay, world::World};

/// One that is up as long as this lives.
pub(crate) struct Embedded {
    peer: Arc<Peer>,
    runtime: Runtime,
}

impl Embedded {
    /// That of somebody who has registered, where others come through a relay.
    pub(crate) fn up(world: &World, name: &str, relay: &Relay) -> Self {
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let peer = runtime.block_on(up(Folder(world.path(name)), relay));
        Self { peer, runtime }
    }

    /// Offers somebody at `localhost` a file.
    pub(crate) fn offers(&self, to: &str, path: &Path, caption: &str) {
        let to: Address = format!("{to}@localhost").parse().unwrap();
        let caption: Text = caption.parse().unwrap();
        let offer = OfferFile {
            id: message_id().unwrap(),
            to: to.into(),
            path: path.to_owned(),
            media_type: None,
            caption: Some(caption),
            expires_in: None,
            at: now(),
            trace: None,
            randomness: randomness().unwrap(),
        };
        self.runtime.block_on(self.peer.files.offer.handle(offer)).unwrap();
    }

    /// Wants what a message offers, if it has come.
    pub(crate) fn wants(&self, said: &MessageRef, folder: &Path) -> bool {
        let wanted = FetchFile { said: said.clone(), folder: folder.to_owned(), at: now() };
        self.runtime.block_on(self.peer.files.fetch.handle(wanted)).is_ok()
    }

    /// What it offers and fetches.
    pub(crate) fn files(&self) -> Files {
        self.runtime.block_on(self.peer.files.read.handle(ReadFiles)).unwrap()
    }

    /// Where the one file is that it fetches, once it is here.
    pub(crate) fn fetched(&self) -> Option<std::path::PathBuf> {
        match self.files().fetches.remove(0).state {
            FetchState::Done(path) => Some(path),
            _ => None,
        }
    }
}

async fn up(folder: Folder, relay: &Relay) -> Arc<Peer> {
    let profile = folder.read_profile().unwrap().unwrap();
    let wired = wire(&folder, &profile, None).unwrap();
    let parts = PeerParts { strangers: Strangers::Welcome, ..wired.parts };
    let peer = Arc::new(Peer::from(parts));
    let challenge = challenge_id().unwrap();
    peer.sign_in.handle(SignIn { challenge, code: None }).await.unwrap();
    let replenish = ReplenishPreKeys { randomness: randomness().unwrap(), at: now() };
    peer.replenish_pre_keys.handle(replenish).await.unwrap();

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    relay.lead_to(&listener.local_addr().unwrap().to_string());
    let router = peer_router(peer.clone(), PeerConfig::default());
    let tls = wired.identity.server_config();
    tokio::spawn(serve(listener, tls, router, Limits::default(), pending()));
    tokio::spawn(deliver(peer.clone(), wired.bell));
    tokio::spawn(fetch_files(peer.clone(), wired.files_bell));
    let address = format!("127.0.0.1:{}", relay.port).parse().unwrap();
    peer.announce.handle(Announce { address, time_to_live: 600_000 }).await.unwrap();
    peer
}
