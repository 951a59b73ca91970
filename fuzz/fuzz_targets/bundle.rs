#![no_main]
//! A bundle from the directory: decodes or not, and is the same bytes again.

use causerie_session::{Bundle, RustCrypto};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(bundle) = Bundle::decode(bytes) {
        assert_eq!(bundle.encode(), bytes);
        let _ = bundle.verify(&RustCrypto);
    }
});
