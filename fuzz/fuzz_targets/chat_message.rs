#![no_main]
//! The text inside an envelope: decodes or not, and what it decodes to encodes to something that decodes to the same.

use causerie_chat::Message;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(message) = Message::decode(bytes) {
        assert!(Message::decode(&message.encode()).is_ok_and(|again| again == message));
    }
});
