#![no_main]
//! A kept session: decodes or not, is the same bytes again, and takes steps without a panic, whatever it says.

use causerie_fuzz::given::{AT, randomness};
use causerie_session::{RustCrypto, Session};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(session) = Session::decode(bytes) else {
        return;
    };
    assert_eq!(*session.encode(), bytes);

    let (session, sealed) = session.encrypt(&RustCrypto, b"text", randomness(5), AT);
    let message = sealed.unwrap_or_else(|_| vec![0x40; 99]);
    let (session, _) = session.decrypt(&RustCrypto, &message, AT);
    let (session, _) = session.encrypt(&RustCrypto, b"text", randomness(6), u64::MAX);
    assert!(Session::decode(&session.encode()).is_ok());
});
