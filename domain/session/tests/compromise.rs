//! What somebody can do who has a copy of a state, and for how long.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod given;

use std::{
    collections::HashSet,
    sync::{Arc, Mutex},
};

use causerie_session::*;
use given::{AT, End, Parties, bent::Bent, randomness};
use proptest::prelude::*;

const WEEK: u64 = 7 * 24 * 60 * 60;
const RATCHET_LABEL: &[u8] = b"causerie session v1, draw: ratchet key";

fn turns(alice: &mut End, bob: &mut End, count: usize) {
    for turn in 0..count {
        let (from, to) =
            if turn % 2 == 0 { (&mut *alice, &mut *bob) } else { (&mut *bob, &mut *alice) };
        to.open(&from.seal(b"")).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_stolen_state_reads_on_until_one_round_trip(
        before in 0..20_usize,
        more in 0..6_usize,
        whose in any::<bool>(),
    ) {
        let (mut alice, mut bob) = Parties::settled();
        turns(&mut alice, &mut bob, 2 * before);
        // The victim is to answer, or is to be answered.
        let (mut victim, mut other) = if whose { (alice, bob) } else { (bob, alice) };
        let mut thief = victim.copy(66);

        if whose {
            prop_assert!(thief.copy(67).open(&other.seal(b"read by the thief")).is_ok());
        }
        // The round trip: a new key of the victim's, and an answer to it.
        if !whose {
            let last = other.seal(b"read by the thief");
            prop_assert!(thief.open(&last).is_ok());
            victim.open(&last).unwrap();
        }
        other.open(&victim.seal(b"a new key")).unwrap();
        // The thief does what the victim does, as far as it can.
        thief.seal(b"a key of the thief's own");
        let answer = other.seal(b"an answer to it");
        victim.open(&answer).unwrap();

        prop_assert!(thief.open(&answer).is_err());
        for _ in 0..more {
            let one = victim.seal(b"secret");
            prop_assert!(thief.open(&one).is_err());
            other.open(&one).unwrap();
            let two = other.seal(b"secret");
            prop_assert!(thief.open(&two).is_err());
            victim.open(&two).unwrap();
        }
    }

    #[test]
    fn whoever_knows_every_x25519_secret_is_shut_out_by_the_next_ml_kem_step(
        before in 0..20_usize,
        whose in any::<bool>(),
    ) {
        let (mut alice, mut bob) = Parties::settled();
        turns(&mut alice, &mut bob, 2 * before);
        let (victim, other) = if whose { (alice, bob) } else { (bob, alice) };
        let mut pair = Followed::new(victim, other, !whose);

        // Until then the thief reads all the other side says.
        for _ in 0..4 {
            prop_assert!(pair.round_trip());
        }
        let epoch = pair.victim.epoch();
        pair.a_week_passes();
        while pair.victim.epoch() == epoch {
            pair.round_trip();
        }

        for _ in 0..4 {
            prop_assert!(!pair.round_trip());
        }
    }
}

/// A victim whose every X25519 secret is known to a thief, who also has a copy of its state.
struct Followed {
    victim: End,
    other: End,
    thief: End,
    /// The secret of the victim's latest ratchet key.
    leaked: Arc<Mutex<Vec<u8>>>,
}

impl Followed {
    fn new(victim: End, other: End, victim_awaits: bool) -> Self {
        let thief = victim.copy(66);
        let mut pair = Self { victim, other, thief, leaked: Arc::default() };
        if victim_awaits {
            pair.answer();
        }
        pair
    }

    fn a_week_passes(&mut self) {
        for end in [&mut self.victim, &mut self.other, &mut self.thief] {
            end.at += WEEK;
        }
    }

    /// The victim sends and is answered; whether the thief read the answer.
    fn round_trip(&mut self) -> bool {
        self.victim_sends();
        self.answer()
    }

    fn victim_sends(&mut self) {
        let leaked = Arc::clone(&self.leaked);
        let record = Bent {
            public_key: Some(Box::new(move |secret| {
                *leaked.lock().unwrap() = secret.to_vec();
                None
            })),
            ..Bent::default()
        };
        self.victim.steps += 1;
        let (steps, at) = (self.victim.steps, self.victim.at);
        let victim = self.victim.session.take().unwrap();
        let (victim, sealed) = victim.encrypt(&record, b"", randomness(steps), at);
        self.victim.session = Some(victim);
        self.other.open(&sealed.unwrap()).unwrap();

        // The thief does the same step with the same ratchet key, and ML-KEM secrets of its own.
        let leaked = Arc::clone(&self.leaked);
        let replay = Bent {
            derive: Some(Box::new(move |label, output| {
                let known = label == RATCHET_LABEL;
                if known {
                    output.copy_from_slice(&leaked.lock().unwrap());
                }
                known
            })),
            ..Bent::default()
        };
        self.thief.steps += 1;
        let (steps, thief) = (self.thief.steps, self.thief.session.take().unwrap());
        let (thief, _) = thief.encrypt(&replay, b"", randomness(steps), at);
        self.thief.session = Some(thief);
    }

    fn answer(&mut self) -> bool {
        let answer = self.other.seal(b"for the victim only");
        self.victim.open(&answer).unwrap();
        self.thief.open(&answer).is_ok()
    }
}

#[test]
fn a_stolen_state_opens_no_message_that_was_opened_before() {
    let (mut alice, mut bob) = Parties::settled();
    let past: Vec<_> = (0..10).map(|at| alice.seal(&[at])).collect();
    for message in &past {
        bob.open(message).unwrap();
    }

    let mut thief = bob.copy(66);

    for message in &past {
        assert_eq!(thief.open(message).unwrap_err(), DecryptError::AlreadyOpened);
    }
}

/// Keys, as they seal.
fn sealing_keys(keys: &Arc<Mutex<Vec<[u8; 32]>>>) -> Bent {
    let keys = Arc::clone(keys);
    Bent { sealing: Some(Box::new(move |key| keys.lock().unwrap().push(*key))), ..Bent::default() }
}

#[test]
fn a_thief_with_a_copy_never_makes_the_honest_side_use_a_key_twice() {
    let (mut alice, mut bob) = Parties::settled();
    let keys = Arc::default();
    let record = sealing_keys(&keys);
    let seal = |alice: &mut End, step: u64| {
        let (session, sealed) =
            alice.session.take().unwrap().encrypt(&record, b"x", randomness(1 << 50 | step), AT);
        alice.session = Some(session);
        sealed.unwrap()
    };

    for round in 0..20 {
        let mut thief = alice.copy(1_000 + round);
        let honest = seal(&mut alice, 2 * round);
        // The thief's message of the same chain or of one it begins comes first or second.
        let stolen = thief.seal(b"y");
        if round % 2 == 0 {
            bob.open(&honest).unwrap();
            let _ = bob.copy(9).open(&stolen);
        } else {
            let _ = bob.copy(9).open(&stolen);
            bob.open(&honest).unwrap();
        }
        seal(&mut alice, 2 * round + 1);
        alice.open(&bob.seal(b"")).unwrap();
    }

    let keys = keys.lock().unwrap();
    assert_eq!(keys.len(), 80);
    assert_eq!(keys.iter().collect::<HashSet<_>>().len(), 80);
}

/// Two copies that answer with different randomness begin different chains. With the same randomness they would begin the same one,
/// and two texts would be sealed under one key: hence randomness is taken by value, and a state is kept before its message leaves.
#[test]
fn two_copies_with_different_randomness_begin_different_chains() {
    let (mut alice, mut bob) = Parties::settled();
    let mut copy = alice.copy(66);
    let mut twin = alice.copy(0);
    twin.steps = alice.steps;

    let (one, two, same) = (alice.seal(b"one"), copy.seal(b"two"), twin.seal(b"two"));

    let mut other = bob.copy(9);
    assert_eq!(bob.open(&one).unwrap(), b"one");
    assert_eq!(other.open(&two).unwrap(), b"two");
    assert_eq!(bob.open(&two).unwrap_err(), DecryptError::AlreadyOpened);
    // One key stream: the difference of the sealed texts is that of the texts.
    let body = |message: &[u8]| message[message.len() - 19..message.len() - 16].to_vec();
    let difference =
        |a: &[u8], b: &[u8]| -> Vec<u8> { a.iter().zip(b).map(|(a, b)| a ^ b).collect() };
    assert_eq!(difference(&body(&one), &body(&same)), difference(b"one", b"two"));
    assert_ne!(difference(&body(&one), &body(&two)), difference(b"one", b"two"));
}
