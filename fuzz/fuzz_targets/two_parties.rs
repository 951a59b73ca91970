#![no_main]
//! Two parties whose messages are sent, delivered, lost, repeated, reordered, damaged, and who restart: each arrives once
//! and as it was.

use causerie_fuzz::{events, given::model::World};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut world = World::new();
    events(bytes).for_each(|event| world.happen(event));
    world.settle();
});
