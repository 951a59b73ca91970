//! Two who begin a session with each other at the same time end up in one.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod given;

use std::collections::VecDeque;

use causerie_session::*;
use given::{AT, Device, randomness};
use proptest::prelude::*;

/// One of the two, and what is on its way to it.
struct Side {
    device: Device,
    sessions: Option<Sessions>,
    inbox: VecDeque<(Vec<u8>, Vec<u8>)>,
    steps: u64,
}

impl Side {
    fn new(name: &'static [u8], seed: u8, peer: &Device, random: u64) -> Self {
        let device = Device::new(name, seed);
        let session = device.initiate(peer, &peer.last_resort(), random);
        let steps = u64::from(seed) << 48 | random << 16;
        Self { device, sessions: Some(Sessions::new(session)), inbox: VecDeque::new(), steps }
    }

    fn id(&self) -> SessionId {
        self.sessions.as_ref().unwrap().current().id()
    }

    fn send(&mut self, to: &mut Self) {
        self.steps += 1;
        let text = self.steps.to_be_bytes().to_vec();
        let random = randomness(self.steps);
        let sessions = self.sessions.take().unwrap();
        let (sessions, sealed) = sessions.encrypt(&RustCrypto, &text, random, AT);
        self.sessions = Some(sessions);
        to.inbox.push_back((sealed.unwrap(), text));
    }

    /// Opens what came, as a device does: first in the sessions it has, then as the beginning of another.
    fn receive(&mut self, from: &Device) {
        let Some((message, text)) = self.inbox.pop_front() else { return };
        let sessions = self.sessions.take().unwrap();
        let (sessions, opened) = sessions.decrypt(&RustCrypto, &message, AT);
        let begins = FirstMessage::of(&message).filter(|it| !sessions.has(it.session()));
        let (sessions, opened) = match (opened, begins) {
            (Err(DecryptError::UnknownSession), Some(_)) => {
                let (session, opened) = self.device.accept(from, &message).unwrap();
                (sessions.adopt(session, AT), opened)
            }
            (opened, _) => (sessions, opened.unwrap().text),
        };
        assert_eq!(opened, text);
        self.sessions = Some(sessions);
    }
}

fn crossed(random: u64) -> (Side, Side) {
    let (alice, bob) = (Device::new(b"alice", 1), Device::new(b"bob", 2));
    let a = Side::new(b"alice", 1, &bob, 2 * random + 1);
    let b = Side::new(b"bob", 2, &alice, 2 * random + 2);
    (a, b)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 64,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn two_who_begin_at_once_converge_and_lose_nothing_on_the_way(
        random in 0..1_000_u64,
        events in prop::collection::vec(0..4_u8, 0..30),
    ) {
        let (mut alice, mut bob) = crossed(random);
        let first = alice.id().min(bob.id());
        let (one, two) = (Device::new(b"alice", 1), Device::new(b"bob", 2));
        alice.send(&mut bob);
        bob.send(&mut alice);

        for event in events {
            match event {
                0 => alice.send(&mut bob),
                1 => bob.send(&mut alice),
                2 => alice.receive(&two),
                _ => bob.receive(&one),
            }
        }
        while !(alice.inbox.is_empty() && bob.inbox.is_empty()) {
            alice.receive(&two);
            bob.receive(&one);
        }

        prop_assert_eq!((alice.id(), bob.id()), (first, first));
        for _ in 0..3 {
            alice.send(&mut bob);
            bob.receive(&one);
            bob.send(&mut alice);
            alice.receive(&two);
        }
        prop_assert_eq!((alice.id(), bob.id()), (first, first));
    }
}

/// The one order of arrival that leads apart: an answer in the one session overtakes all messages of the other, so that
/// these look like a new beginning. Nothing sent until then is lost, and whoever then begins anew brings the two together.
#[test]
fn two_whose_first_message_was_overtaken_by_an_answer_meet_again_in_the_next_session() {
    let (one, two) = (Device::new(b"alice", 1), Device::new(b"bob", 2));
    let (mut alice, mut bob) =
        (0..99).map(crossed).find(|(alice, bob)| bob.id() < alice.id()).unwrap();
    alice.send(&mut bob);
    bob.send(&mut alice);
    alice.receive(&two);
    alice.send(&mut bob);
    bob.inbox.swap(0, 1);
    bob.receive(&one);
    bob.receive(&one);
    assert_ne!(alice.id(), bob.id());

    let session = one.initiate(&two, &two.last_resort(), 5_000_000);
    alice.sessions = Some(alice.sessions.take().unwrap().adopt(session, AT));
    for _ in 0..3 {
        alice.send(&mut bob);
        bob.receive(&one);
        bob.send(&mut alice);
        alice.receive(&two);
    }

    assert_eq!(alice.id(), bob.id());
}
