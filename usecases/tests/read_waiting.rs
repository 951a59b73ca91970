//! Asking what waits, and why.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use std::sync::Arc;

use causerie_chat::{Body, Cause, Envelope, EnvelopeId, Message, Sealed};
use causerie_memory::MemoryPeer;
use causerie_usecases::{
    QueryHandler,
    peer::queries::{Held, ReadWaiting, ReadWaitingHandler},
    ports::{Outbox, Outgoing, Retry},
};
use given::{address, at, device, message_id};

#[tokio::test]
async fn what_waits_is_told_with_its_cause_longest_waiting_first() {
    let store = Arc::new(MemoryPeer::new(address("alice")));
    for (n, name) in [(1, "carol"), (2, "bob")] {
        let message = Message {
            id: message_id(n),
            author: address("alice"),
            recipient: address(name),
            sent_at: at(5),
            body: Body::Text("hi".parse().unwrap()),
        };
        let id = EnvelopeId::of(message.id, &device(name));
        let sealed = Sealed::try_from(message.encode()).unwrap();
        let envelope = Envelope { id, recipient: device(name), sealed };
        store.enqueue(&message, vec![Outgoing { envelope, trace: None }]).await.unwrap();
    }
    let retry = Retry { failures: 2, last: at(6), next: at(8), cause: Cause::UNREACHABLE };
    store.postpone(&device("bob"), &retry).await.unwrap();

    let held = ReadWaitingHandler { pending: store }.handle(ReadWaiting).await.unwrap();

    let expected =
        [Held { to: device("carol"), retry: None }, Held { to: device("bob"), retry: Some(retry) }];
    assert_eq!(held, expected);
}
