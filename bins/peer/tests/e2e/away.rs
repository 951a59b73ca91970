//! What is said to somebody who is not there.

use crate::{
    look::{number, outbox, pre_keys_left},
    world::{World, eventually},
};

const OWN: &str = "SELECT count(*) FROM one_time_pre_keys";

#[test]
fn a_first_message_waits_sealed_and_both_ends_use_one_pre_key_for_it() {
    let world = World::begin();
    let directory = world.path("directory").join("directory.db");
    let [alices, bobs] = ["alice", "bob"].map(|name| world.path(name).join("peer.db"));
    let mut bob = world.newcomer("bob");
    let stock = world.pre_keys_of("bob");
    bob.process.stop();
    let _alice = world.newcomer("alice");

    let told = world.says("alice", &["tell", "bob", "Are you there?"]);

    assert!(told.contains("waits in the mailbox of bob@localhost"), "{told}");
    let sealed = outbox(&alices);
    let sealed = sealed[0].as_ref().expect("it is sealed");
    assert!(sealed.len() > 1_300, "{} bytes have no agreement in them", sealed.len());
    let one_time = "SELECT count(*) FROM claims WHERE is_one_time";
    assert_eq!((pre_keys_left(&directory, "bob"), number(&directory, one_time)), (stock - 1, 1));
    assert_eq!(number(&bobs, OWN), stock);

    let _bob = world.up("bob");
    eventually("it arrives", || (world.conversation("bob", "alice").len() == 1).then_some(()));
    assert_eq!(number(&bobs, OWN), stock - 1);
    assert_eq!(world.unopened("bob"), Vec::<String>::new());
    eventually("Alice hears that it has", || {
        let told = &world.conversation("alice", "bob")[0];
        (told["state"] == "delivered" && told["path"] == "mailbox").then_some(())
    });
    assert_eq!(number(&directory, "SELECT count(*) FROM claims"), 1);
}
