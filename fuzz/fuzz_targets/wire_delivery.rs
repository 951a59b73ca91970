#![no_main]
//! A delivery between two devices: decodes or not, and what it decodes to encodes to something that decodes to the same.

use causerie_wire::Delivery;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(delivery) = Delivery::decode(bytes) {
        assert!(Delivery::decode(&delivery.encode()).is_ok_and(|again| again == delivery));
    }
});
