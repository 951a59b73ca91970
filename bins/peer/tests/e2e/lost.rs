//! Somebody whose database is gone.

use std::fs;

use crate::{
    look::{number, parts},
    world::{World, eventually},
};

#[test]
fn who_lost_their_sessions_reads_what_is_said_next_without_anybody_doing_anything() {
    let world = World::begin();
    let mut bob = world.newcomer("bob");
    let _alice = world.newcomer("alice");
    world.tells("alice", "bob", "one");
    world.tells("bob", "alice", "two");
    bob.process.stop();
    for part in parts(&world.path("bob").join("peer.db")).iter().filter(|part| part.exists()) {
        fs::remove_file(part).unwrap();
    }

    let _bob = world.up("bob");
    world.says("alice", &["tell", "bob", "three", "--wait", "0"]);

    eventually("it arrives", || {
        let heard = world.conversation("bob", "alice");
        (heard.len() == 1 && heard[0]["text"] == "three").then_some(())
    });
    let unopened = world.unopened("bob");
    assert!(unopened.len() <= 1 && unopened.iter().all(|it| it == "CANNOT_OPEN"), "{unopened:?}");
    let directory = world.path("directory").join("directory.db");
    let claims = number(&directory, "SELECT count(*) FROM claims");
    assert!((2..=3).contains(&claims), "{claims} claims");

    world.tells("bob", "alice", "four");
    world.tells("alice", "bob", "five");
    assert_eq!(world.texts("alice", "bob"), ["one", "two", "three", "four", "five"]);
    assert_eq!(world.texts("bob", "alice"), ["three", "four", "five"]);
    assert_eq!(number(&directory, "SELECT count(*) FROM claims"), claims);
    assert_eq!(world.unopened("alice"), Vec::<String>::new());
}
