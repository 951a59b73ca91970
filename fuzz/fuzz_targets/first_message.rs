#![no_main]
//! A message of a stranger: opened with whatever pre-keys it names; and a good one with some of its bytes changed.

use std::sync::LazyLock;

use causerie_fuzz::given::{Device, End, randomness};
use causerie_session::{FirstMessage, OneTimePreKeys, PreKeys, RustCrypto, SignedPreKeys};
use libfuzzer_sys::fuzz_target;

static PARTIES: LazyLock<(Device, Vec<u8>)> = LazyLock::new(|| {
    let (alice, bob) = (Device::new(b"alice", 1), Device::new(b"bob", 2));
    let first = End::new(alice.initiate(&bob, &bob.bundle(), 99), 1).seal(b"first");
    (bob, first)
});

fuzz_target!(|bytes: &[u8]| {
    let (bob, good) = &*PARTIES;
    open(bob, bytes);

    let mut changed = good.clone();
    for change in bytes.chunks_exact(3) {
        let at = usize::from(u16::from_be_bytes([change[0], change[1]])) % changed.len();
        changed[at] ^= change[2];
    }
    let opened = open(bob, &changed);
    assert_eq!(opened, changed == *good);
});

fn open(bob: &Device, message: &[u8]) -> bool {
    let Some(first) = FirstMessage::of(message) else {
        return false;
    };
    let signed = SignedPreKeys::generate(&RustCrypto, first.generation(), &randomness(2 << 40 | 2));
    let one_time = first
        .one_time()
        .map(|id| OneTimePreKeys::generate(&RustCrypto, id, &randomness(2 << 40 | 3)));
    let keys = PreKeys { signed: &signed, one_time: one_time.as_ref() };
    let Ok(introduced) = first.open(&RustCrypto, &keys) else {
        return false;
    };
    introduced.accept(&RustCrypto, &bob.identity, b"bob", b"alice", 0).is_ok()
}
