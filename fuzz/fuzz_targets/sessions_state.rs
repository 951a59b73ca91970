#![no_main]
//! All kept sessions with one device: decode or not, are the same bytes again, and take steps without a panic.

use causerie_fuzz::given::{AT, randomness};
use causerie_session::{RustCrypto, Sessions};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(sessions) = Sessions::decode(bytes) else {
        return;
    };
    assert_eq!(*sessions.encode(), bytes);

    let (sessions, _) = sessions.encrypt(&RustCrypto, b"text", randomness(5), AT);
    let (sessions, _) = sessions.decrypt(&RustCrypto, &[0x40; 99], AT);
    assert!(sessions.count() <= 5);
    assert!(Sessions::decode(&sessions.encode()).is_ok());
});
