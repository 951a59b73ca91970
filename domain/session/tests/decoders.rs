//! Whatever bytes are read: they are what was written, or an error.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod given;

use std::sync::LazyLock;

use causerie_session::*;
use given::{Device, End, Parties, every_kind, layout::Layout};
use proptest::prelude::*;

/// States of every shape.
fn states() -> Vec<Vec<u8>> {
    let mut states: Vec<_> = every_kind().iter().map(|(_, _, end)| end.state()).collect();
    let (mut alice, mut bob) = Parties::settled();
    let sent: Vec<_> = (0..9).map(|_| alice.seal(b"")).collect();
    bob.open(&sent[8]).unwrap();
    let (one, two) = (Device::new(b"alice", 1), Device::new(b"bob", 2));
    let begun = End::new(one.initiate(&two, &two.bundle(), 5), 5);
    states.extend([alice.state(), bob.state(), begun.state()]);
    states
}

fn sessions(former: u64) -> Sessions {
    let (alice, bob) = (Device::new(b"alice", 1), Device::new(b"bob", 2));
    let first = Sessions::new(alice.initiate(&bob, &bob.bundle(), 5));
    (0..former)
        .fold(first, |it, at| it.adopt(alice.initiate(&bob, &bob.bundle(), 6 + at), given::AT))
}

fn bundles() -> [Vec<u8>; 2] {
    let bob = Device::new(b"bob", 2);
    [bob.bundle().bundle().encode(), bob.last_resort().bundle().encode()]
}

fn is_read_as_written(bytes: &[u8]) {
    if let Ok(session) = Session::decode(bytes) {
        assert_eq!(*session.encode(), bytes);
    }
    if let Ok(sessions) = Sessions::decode(bytes) {
        assert_eq!(*sessions.encode(), bytes);
    }
    if let Ok(bundle) = Bundle::decode(bytes) {
        assert_eq!(bundle.encode(), bytes);
    }
    let _ = FirstMessage::of(bytes);
}

static ALL: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let mut all = states();
    all.extend(bundles());
    all.push(sessions(3).encode().to_vec());
    all
});

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_as_written_or_not_at_all(
        start in prop::collection::vec(any::<u8>(), 0..6),
        rest in prop::collection::vec(any::<u8>(), 0..3_000),
    ) {
        is_read_as_written(&rest);
        is_read_as_written(&[&[1][..], &start, &rest].concat());
        is_read_as_written(&[&[0x60][..], &rest].concat());
    }

    #[test]
    fn changed_bytes_are_read_as_written_or_not_at_all(
        which in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        change in 1..=u8::MAX,
    ) {
        let mut bytes = ALL[which.index(ALL.len())].clone();
        let at = at.index(bytes.len());

        bytes[at] ^= change;

        is_read_as_written(&bytes);
    }

    #[test]
    fn pre_keys_are_read_as_written(
        bytes in prop::array::uniform32(any::<u8>()),
        id in any::<u32>(),
    ) {
        let mut all = [0x5A; 100];
        all[..4].copy_from_slice(&id.to_be_bytes());
        all[4..36].copy_from_slice(&bytes);

        let signed = SignedPreKeys::decode(&RustCrypto, &all).unwrap();
        let one_time = OneTimePreKeys::decode(&RustCrypto, &all).unwrap();

        prop_assert_eq!((signed.generation(), one_time.id()), (id, id));
        prop_assert_eq!((signed.encode(), one_time.encode()), (all, all));
    }
}

#[test]
fn what_is_cut_or_has_more_behind_it_is_not_read() {
    for state in states() {
        assert_eq!(*Session::decode(&state).unwrap().encode(), state);
        for length in 0..state.len() {
            assert!(Session::decode(&state[..length]).is_err());
        }
        assert_eq!(Session::decode(&[&state[..], &[0]].concat()).unwrap_err(), MalformedSession);
    }
    for bundle in bundles() {
        for length in 0..bundle.len() {
            assert_eq!(Bundle::decode(&bundle[..length]), Err(MalformedBundle));
        }
        assert_eq!(Bundle::decode(&[&bundle[..], &[0]].concat()), Err(MalformedBundle));
    }
    let bytes = sessions(4).encode();
    for length in (0..bytes.len()).step_by(7) {
        assert!(Sessions::decode(&bytes[..length]).is_err());
    }
    assert_eq!(Sessions::decode(&[&bytes[..], &[0]].concat()).unwrap_err(), MalformedSessions);
    assert!(bundles().iter().all(|bundle| bundle.len() <= Bundle::MAX_BYTES));
}

#[test]
fn no_byte_has_two_meanings() {
    let (alice, bob) = Parties::settled();
    let small = [alice.state(), bob.state(), sessions(0).encode().to_vec()];
    for bytes in small.iter().chain(&bundles()) {
        for at in 0..bytes.len() {
            for change in [1, 2, 3, 8, 0x80, 0xFF] {
                let mut other = bytes.clone();
                other[at] ^= change;
                is_read_as_written(&other);
            }
        }
    }
}

#[test]
fn five_sessions_are_read_and_six_are_not() {
    let bytes = sessions(4).encode().to_vec();
    let first = u32::from_be_bytes(bytes[2..6].try_into().unwrap()) as usize;
    let second = &bytes[6 + first..][..8 + 4 + first];

    let six = [&bytes[..1], &[5], &bytes[2..], second].concat();

    assert_eq!(*Sessions::decode(&bytes).unwrap().encode(), bytes);
    assert!(Sessions::decode(&six).is_err());
}

#[test]
fn huge_counts_are_not_believed() {
    let (mut alice, mut bob) = Parties::settled();
    let late = alice.seal(b"");
    bob.open(&alice.seal(b"")).unwrap();
    let state = bob.state();
    let layout = Layout::of(&state);
    let chains = usize::from(state[layout.chains]);
    for count in (0..=u8::MAX).filter(|count| usize::from(*count) != chains) {
        let mut other = state.clone();
        other[layout.chains] = count;
        assert!(Session::decode(&other).is_err());
    }
    let skipped = layout.receiving[0] + 40 + 33;
    assert_eq!(state[skipped..skipped + 2], [0, 1]);
    for count in [0, 2, 2_000, 2_001, u16::MAX] {
        let mut other = state.clone();
        other[skipped..skipped + 2].copy_from_slice(&count.to_be_bytes());
        assert!(Session::decode(&other).is_err());
    }
    let bytes = sessions(2).encode();
    for count in (0..=u8::MAX).filter(|count| *count != 2) {
        let other = [&bytes[..1], &[count], &bytes[2..]].concat();
        assert!(Sessions::decode(&other).is_err());
    }
    let lengths = [0, 1, u32::MAX];
    assert!(lengths.iter().all(|length| {
        Sessions::decode(&[&bytes[..2], &length.to_be_bytes(), &bytes[6..]].concat()).is_err()
    }));
    assert!(bob.open(&late).is_ok());
}

#[test]
fn a_session_with_as_much_as_fits_is_read_and_with_one_more_is_not() {
    let (_, bob) = Parties::settled();
    let state = bob.state();
    let layout = Layout::of(&state);
    let chain = |skipped: u16| {
        let keys =
            (0..u64::from(skipped)).flat_map(|at| [&at.to_be_bytes()[..], &[7; 32]].concat());
        [&[7; 32][..], &u64::from(skipped).to_be_bytes(), &[0], &skipped.to_be_bytes()]
            .concat()
            .into_iter()
            .chain(keys)
            .collect::<Vec<_>>()
    };
    let with = |chains: &[u16]| {
        let mut bytes = state[..layout.chains].to_vec();
        bytes.push(u8::try_from(chains.len()).unwrap());
        bytes.extend(chains.iter().flat_map(|skipped| chain(*skipped)));
        Session::decode(&bytes).is_ok_and(|session| *session.encode() == bytes)
    };

    assert!(with(&[]) && with(&[2_000]) && with(&[400; 5]));
    assert!(!with(&[2_001]) && !with(&[1_000, 1_001]) && !with(&[0; 6]));
}

#[test]
fn keys_out_of_order_are_not_read() {
    let (mut alice, mut bob) = Parties::settled();
    let sent: Vec<_> = (0..4).map(|_| alice.seal(b"")).collect();
    bob.open(&sent[3]).unwrap();
    let state = bob.state();
    let first = Layout::of(&state).receiving[0] + 40 + 33 + 2;
    let key = |at: usize| &state[first + 40 * at..first + 40 * (at + 1)];

    for order in [[1, 0, 2], [0, 0, 1], [0, 2, 1]] {
        let keys: Vec<_> = order.iter().flat_map(|at| key(*at)).copied().collect();
        let other = [&state[..first], &keys, &state[first + 120..]].concat();
        assert!(Session::decode(&other).is_err(), "{order:?}");
    }
}

#[test]
fn a_first_message_says_what_it_was_made_with() {
    let (alice, bob) = (Device::new(b"alice", 1), Device::new(b"bob", 2));
    let mut with = End::new(alice.initiate(&bob, &bob.bundle(), 5), 5);
    let mut without = End::new(alice.initiate(&bob, &bob.last_resort(), 6), 6);
    let (one, two) = (with.seal(b""), without.seal(b""));

    let (one, two) = (FirstMessage::of(&one).unwrap(), FirstMessage::of(&two).unwrap());

    assert_eq!((one.generation(), one.one_time()), (3, Some(7)));
    assert_eq!((two.generation(), two.one_time()), (3, None));
    assert_eq!(one.session(), with.session.unwrap().id());
    assert_eq!(bob.bundle().bundle().one_time(), Some(7));
    assert_eq!(bob.bundle().bundle().generation(), 3);
    assert_eq!(bob.last_resort().bundle().one_time(), None);
}

#[test]
fn a_first_message_with_another_kind_of_pre_key_is_none() {
    let (alice, bob) = (Device::new(b"alice", 1), Device::new(b"bob", 2));
    let first = End::new(alice.initiate(&bob, &bob.last_resort(), 6), 6).seal(b"");
    let kind = 1 + 32 + 1_088 + 4;
    assert_eq!(first[kind..kind + 5], [2, 0, 0, 0, 0]);

    for other in (0..=u8::MAX).filter(|other| ![1, 2].contains(other)) {
        let changed = [&first[..kind], &[other], &first[kind + 1..]].concat();
        assert!(FirstMessage::of(&changed).is_none());
    }
    // The key of last resort has no number.
    let numbered = [&first[..kind + 4], &[1], &first[kind + 5..]].concat();
    assert!(FirstMessage::of(&numbered).is_none());
}
