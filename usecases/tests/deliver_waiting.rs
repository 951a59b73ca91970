//! Delivering what waits, between two peers in one process.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use causerie_chat::{
    Body, Cause, DeliveryState, DeviceAddress, Envelope, EnvelopeId, Message, NetworkAddress, Path,
    Sealed,
};
use causerie_memory::{MemoryDirectory, MemoryPeer, MemoryRoutes};
use causerie_usecases::{
    CommandHandler,
    peer::commands::{
        DeliverWaiting, DeliverWaitingHandler, ReceiveEnvelopes, ReceiveEnvelopesError,
        ReceiveEnvelopesHandler,
    },
    ports::{
        Contacts, Cursor, Deliveries, History, Outbox, Outgoing, Pending, Published, Reachability,
        Registry, Routes, Undelivered,
    },
};
use given::{address, at, device, message_id, person, secrets};

/// The wire to Bob, which can be cut. What arrives is handed to Bob's own handler.
struct Wire {
    bob: ReceiveEnvelopesHandler,
    cut: Mutex<bool>,
    tried: Mutex<Vec<NetworkAddress>>,
}

#[async_trait]
impl Deliveries for Wire {
    async fn deliver(
        &self,
        _: &DeviceAddress,
        to: &NetworkAddress,
        batch: &[Outgoing],
    ) -> Result<(), Undelivered> {
        self.tried.lock().unwrap().push(to.clone());
        if *self.cut.lock().unwrap() {
            return Err(Undelivered::NotNow { cause: Cause::UNREACHABLE, source: "cut".into() });
        }
        let envelopes = batch.iter().map(|sent| sent.envelope.clone()).collect();
        let sender = device("alice");
        match self.bob.handle(ReceiveEnvelopes { sender, envelopes, at: at(20) }).await {
            Ok(()) => Ok(()),
            Err(ReceiveEnvelopesError::Refused(refused)) => Err(Undelivered::Refused(refused)),
            Err(ReceiveEnvelopesError::Unavailable(source)) => {
                Err(Undelivered::NotNow { cause: Cause::PEER_UNAVAILABLE, source: source.into() })
            }
        }
    }

    fn capacity(&self) -> (usize, usize) {
        (10, 10_000)
    }
}

struct Scene {
    directory: Arc<MemoryDirectory>,
    routes: Arc<MemoryRoutes>,
    alice: Arc<MemoryPeer>,
    bob: Arc<MemoryPeer>,
    wire: Arc<Wire>,
    deliver: DeliverWaitingHandler,
}

async fn scene() -> Scene {
    let directory = Arc::new(MemoryDirectory::default());
    let (account, own) = secrets("bob");
    let enrolment = causerie_chat::Enrolment::sign(device("bob"), &account, &own);
    directory.register(&enrolment.verify().unwrap(), at(1)).await.unwrap();
    let (alice, bob) =
        (Arc::new(MemoryPeer::new(address("alice"))), Arc::new(MemoryPeer::new(address("bob"))));
    alice.remember(&person("bob")).await.unwrap();
    let routes = Arc::new(MemoryRoutes::default());
    let receive = ReceiveEnvelopesHandler { device: device("bob"), inbox: bob.clone() };
    let wire =
        Arc::new(Wire { bob: receive, cut: Mutex::new(false), tried: Mutex::new(Vec::new()) });
    let deliver = DeliverWaitingHandler {
        pending: alice.clone(),
        outbox: alice.clone(),
        routes: routes.clone(),
        whereabouts: directory.clone(),
        deliveries: wire.clone(),
    };
    Scene { directory, routes, alice, bob, wire, deliver }
}

impl Scene {
    async fn bob_is_at(&self, raw: &str) {
        let published = Published { address: raw.parse().unwrap(), expires: at(1_000) };
        self.directory.publish(&device("bob"), &published).await.unwrap();
    }

    async fn alice_says(&self, n: u8, message: Message) {
        let sealed = Sealed::try_from(message.encode()).unwrap();
        let id = EnvelopeId::of(message_id(n), &device("bob"));
        let envelope = Envelope { id, recipient: device("bob"), sealed };
        let outgoing = Outgoing { envelope, trace: None };
        let kept = said(n, "alice");
        self.alice.enqueue(&kept, vec![outgoing]).await.unwrap();
    }

    async fn deliver(&self, second: u64) {
        let command = DeliverWaiting { to: device("bob"), at: at(second), jitter: 0 };
        self.deliver.handle(command).await.unwrap();
    }

    async fn state(&self, n: u8) -> DeliveryState {
        self.alice.message(&address("alice"), message_id(n)).await.unwrap().unwrap().state
    }

    async fn bob_has(&self) -> Vec<Message> {
        let page = self.bob.conversation(&address("alice"), Cursor::default(), 100).await.unwrap();
        page.into_iter().map(|entry| entry.message).collect()
    }
}

fn said(n: u8, author: &str) -> Message {
    Message {
        id: message_id(n),
        author: address(author),
        recipient: address("bob"),
        sent_at: at(5),
        body: Body::Text(format!("number {n}").parse().unwrap()),
    }
}

#[tokio::test]
async fn what_waits_is_delivered_in_order_and_taken_off() {
    let scene = scene().await;
    scene.bob_is_at("127.0.0.1:7500").await;
    for n in [1, 2, 3] {
        scene.alice_says(n, said(n, "alice")).await;
    }

    scene.deliver(10).await;

    assert_eq!(scene.bob_has().await, [said(1, "alice"), said(2, "alice"), said(3, "alice")]);
    assert_eq!(scene.state(3).await, DeliveryState::Delivered(Path::Direct));
    assert_eq!(scene.alice.depth().await.unwrap().envelopes, 0);
}

#[tokio::test]
async fn what_was_delivered_but_not_settled_is_delivered_again_and_kept_once() {
    let scene = scene().await;
    scene.bob_is_at("127.0.0.1:7500").await;
    scene.alice_says(1, said(1, "alice")).await;
    let batch = scene.alice.waiting(&device("bob"), 10, 10_000).await.unwrap();
    scene.wire.deliver(&device("bob"), &"127.0.0.1:1".parse().unwrap(), &batch).await.unwrap();

    scene.deliver(10).await;

    assert_eq!(scene.bob_has().await, [said(1, "alice")]);
    assert_eq!(scene.state(1).await, DeliveryState::Delivered(Path::Direct));
}

#[tokio::test]
async fn a_device_that_is_away_keeps_its_envelopes_waiting_for_a_cause() {
    let scene = scene().await;
    scene.alice_says(1, said(1, "alice")).await;

    scene.deliver(10).await;

    let retry = scene.alice.retry(&device("bob")).await.unwrap().unwrap();
    assert_eq!((retry.failures, retry.cause), (1, Cause::NO_ADDRESS));
    assert!(retry.next > at(10) && retry.next <= at(11));
    assert_eq!(scene.state(1).await, DeliveryState::Queued);
    assert_eq!(scene.alice.depth().await.unwrap().envelopes, 1);
}

#[tokio::test]
async fn an_address_that_leads_nowhere_is_looked_up_again() {
    let scene = scene().await;
    scene.bob_is_at("127.0.0.1:7500").await;
    scene.alice_says(1, said(1, "alice")).await;
    *scene.wire.cut.lock().unwrap() = true;
    scene.deliver(10).await;
    assert_eq!(scene.routes.route(&device("bob")).await.unwrap(), None);
    *scene.wire.cut.lock().unwrap() = false;
    scene.bob_is_at("127.0.0.1:7600").await;

    scene.deliver(12).await;

    let tried: Vec<_> = scene.wire.tried.lock().unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(tried, ["127.0.0.1:7500", "127.0.0.1:7600"]);
    assert_eq!(scene.state(1).await, DeliveryState::Delivered(Path::Direct));
    assert_eq!(scene.alice.retry(&device("bob")).await.unwrap(), None);
}

#[tokio::test]
async fn failures_in_a_row_wait_longer_and_longer() {
    let scene = scene().await;
    scene.alice_says(1, said(1, "alice")).await;

    for second in [10, 20, 30, 40] {
        scene.deliver(second).await;
    }

    let retry = scene.alice.retry(&device("bob")).await.unwrap().unwrap();
    assert_eq!((retry.failures, retry.last, retry.next), (4, at(40), at(44)));
}

#[tokio::test]
async fn t03_a_message_that_claims_another_author_fails_and_the_others_arrive() {
    let scene = scene().await;
    scene.bob_is_at("127.0.0.1:7500").await;
    scene.alice_says(1, said(1, "alice")).await;
    scene.alice_says(2, said(2, "carol")).await;
    scene.alice_says(3, said(3, "alice")).await;

    scene.deliver(10).await;

    assert_eq!(scene.bob_has().await, [said(1, "alice"), said(3, "alice")]);
    assert_eq!(scene.state(2).await, DeliveryState::Failed(Cause::SENDER_MISMATCH));
    assert_eq!(scene.alice.depth().await.unwrap().envelopes, 0);
}
