#![no_main]
//! What a stranger says of itself: decodes or not, and what it decodes to encodes to something that decodes again.

use causerie_chat::Introduction;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok((introduction, others)) = Introduction::decode(bytes) {
        assert!(Introduction::decode(&introduction.encode(&others)).is_ok());
    }
});
