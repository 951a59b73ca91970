//! What somebody with a certificate of the network, but another name, can do.

use crate::world::{World, eventually};

#[test]
fn t58_a_peer_that_listens_at_somebody_elses_address_is_not_taken_for_them() {
    let world = World::begin();
    let eve = world.newcomer("eve");
    let _alice = world.newcomer("alice");
    // Bob's directory entry leads to Eve.
    world.register("bob");
    let _bob = world.up_with("bob", &["--advertise", &eve.peers]);

    let told = world.says("alice", &["tell", "bob", "for Bob"]);

    assert!(told.contains("mailbox"), "{told}");
    eventually("Bob fetches it", || (world.conversation("bob", "alice").len() == 1).then_some(()));
    assert!(world.conversation("eve", "alice").is_empty());
}
