//! Two networks that do not trust each other.

use crate::world::{World, eventually};

#[test]
fn t58_a_directory_of_another_network_is_not_believed_whatever_its_name() {
    let (ours, theirs) = (World::begin(), World::begin());
    let root = ours.path("directory").join("root.pem");

    let fooled = ours.causerie(
        "alice",
        &["register", "alice", "--directory", &theirs.url(), "--root", root.to_str().unwrap()],
    );

    assert_eq!(fooled.status.code(), Some(1));
    assert!(!ours.path("alice").join("profile.json").exists());
}

#[test]
fn t58_a_peer_of_another_network_is_not_delivered_to_and_cannot_deliver() {
    let (ours, theirs) = (World::begin(), World::begin());
    let _alice = ours.newcomer("alice");
    let their_bob = theirs.newcomer("bob");
    // Our Bob announces where their Bob listens, who has the same name under another root.
    ours.register("bob");
    let our_bob = ours.up_with("bob", &["--advertise", &their_bob.peers]);

    let told = ours.says("alice", &["tell", "bob", "for our Bob alone"]);

    assert!(told.contains("mailbox"), "{told}");
    eventually("our Bob fetches it", || {
        (ours.conversation("bob", "alice").len() == 1).then_some(())
    });
    drop(our_bob);
    assert!(theirs.conversation("bob", "alice").is_empty());
}
