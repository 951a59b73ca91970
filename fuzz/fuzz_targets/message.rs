#![no_main]
//! A message to somebody in a session: any bytes, and good messages of every kind with some of their bytes changed. What
//! is not what was sent changes nothing.

use std::sync::LazyLock;

use causerie_fuzz::given::{End, every_kind};
use libfuzzer_sys::fuzz_target;

static KINDS: LazyLock<Vec<(Vec<u8>, Vec<u8>)>> = LazyLock::new(|| {
    every_kind().into_iter().map(|(_, message, end)| (message, end.state())).collect()
});

fuzz_target!(|bytes: &[u8]| {
    let Some((kind, bytes)) = bytes.split_first() else {
        return;
    };
    let (good, state) = &KINDS[usize::from(*kind) % KINDS.len()];
    let mut changed = good.clone();
    for change in bytes.chunks_exact(3) {
        let at = usize::from(u16::from_be_bytes([change[0], change[1]])) % changed.len();
        changed[at] ^= change[2];
    }
    for message in [bytes, &changed] {
        let mut end = End::of_state(state);
        let opened = end.open(message).is_ok();
        // Some of the others are of the same session, and come early.
        assert!(!opened || KINDS.iter().any(|(sealed, _)| sealed == message));
        assert!(opened || message != good);
        assert_eq!(opened, end.state() != *state);
    }
});
