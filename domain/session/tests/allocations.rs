//! How often a message allocates.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod given;

use std::alloc::System;

use causerie_session::*;
use given::{AT, Parties, randomness};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

// One test: what another did at the same time would be counted too.
#[test]
fn a_message_is_sealed_and_opened_in_two_allocations_on_average() {
    let (alice, bob) = Parties::settled();
    let (mut from, mut to) = (alice.session.unwrap(), bob.session.unwrap());
    let mut counted = 0;

    for turns in [true, false] {
        let region = Region::new(ALLOCATOR);
        for step in 0..1_000 {
            let random = randomness(1 << 50 | u64::from(turns) << 40 | step);
            let (sender, message) = from.encrypt(&RustCrypto, b"text", random, AT);
            let (receiver, text) = to.decrypt(&RustCrypto, &message.unwrap(), AT);
            assert_eq!(text.unwrap(), b"text");
            (from, to) = if turns { (receiver, sender) } else { (sender, receiver) };
        }
        let change = region.change();
        let all = change.allocations + change.reallocations;
        println!(
            "allocations of 1,000 messages, {}: {all}",
            if turns { "turns" } else { "one way" }
        );
        counted = counted.max(all);
    }

    // The message and its text; what is more is for the ML-KEM steps, of which there are ten.
    assert!(counted <= 2_000 + 10 * 8, "{counted}");
}
