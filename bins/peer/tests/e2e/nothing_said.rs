//! What is said is nowhere but at the two who say it.

use crate::{
    look::{has, on_disk, outbox},
    relay::Relay,
    world::{World, eventually},
};

const ALICE: &str = "alicia-of-the-marsh";
const BOB: &str = "robert-of-the-mill";
const WORDS: [&str; 3] = [
    "the heron nests behind the third sluice",
    "bring the copper key on thursday",
    "burn this before the ferry leaves",
];

#[test]
fn nothing_said_is_on_disk_or_on_the_wire() {
    let mut world = World::begin();
    let to_directory = Relay::begin();
    to_directory.lead_to(&format!("127.0.0.1:{}", world.port));
    let url = format!("https://localhost:{}", to_directory.port);
    let (to_alice, to_bob) = (Relay::begin(), Relay::begin());
    let come_up = |name, relay: &Relay| {
        world.register_at(name, &url);
        let advertise = format!("127.0.0.1:{}", relay.port);
        let peer = world.up_with(name, &["--advertise", &advertise]);
        relay.lead_to(&peer.peers);
        peer
    };
    let (mut alice, mut bob) = (come_up(ALICE, &to_alice), come_up(BOB, &to_bob));

    world.tells(ALICE, BOB, WORDS[0]);
    world.tells(BOB, ALICE, WORDS[1]);
    let (_, bobs_log) = bob.process.stop();
    world.says(ALICE, &["tell", BOB, WORDS[2], "--wait", "0"]);

    // Before anything ends, while all logs of writes are there; and after.
    let databases = [("directory", "directory.db"), (ALICE, "peer.db"), (BOB, "peer.db")];
    let databases = databases.map(|(name, file)| world.path(name).join(file));
    let [directory, alices, bobs] = databases.each_ref().map(|database| on_disk(database));
    let (_, alices_log) = alice.process.stop();
    let (_, directorys_log) = world.directory.stop();
    let [directory_after, alices_after, bobs_after] = databases.each_ref().map(|it| on_disk(it));
    let searched = [
        ("the directory's database", directory),
        ("Alice's database", alices),
        ("Bob's database", bobs),
        ("the directory's database after", directory_after),
        ("Alice's database after", alices_after),
        ("Bob's database after", bobs_after),
        ("the directory's log", directorys_log.into_bytes()),
        ("Alice's log", alices_log.into_bytes()),
        ("Bob's log", bobs_log.into_bytes()),
        ("the wire to the directory", to_directory.seen()),
        ("the wire to Alice", to_alice.seen()),
        ("the wire to Bob", to_bob.seen()),
    ];
    for (what, bytes) in &searched {
        for words in WORDS {
            assert!(!has(bytes, words), "what was said is in {what}");
        }
        // Who is registered the directory has to know.
        for name in [ALICE, BOB].into_iter().filter(|_| !what.contains("directory's")) {
            assert!(!has(bytes, name), "{name} is in {what}");
        }
    }
    for (what, bytes) in &searched[..6] {
        assert!(has(bytes, "schema_history"), "{what} was not found: {} bytes", bytes.len());
    }
    for (what, bytes) in &searched[9..] {
        assert!(bytes.len() > 2_000, "{what} carried {} bytes", bytes.len());
    }
}

#[test]
fn what_waits_is_sealed_and_does_not_tell_how_long_it_is() {
    let world = World::begin();
    let mut bob = world.newcomer("bob");
    let _alice = world.newcomer("alice");
    world.tells("alice", "bob", "hello");
    world.tells("bob", "alice", "hello");
    bob.process.stop();
    let long = WORDS.join(", and ");

    world.says("alice", &["tell", "bob", "x", "--wait", "0"]);
    world.says("alice", &["tell", "bob", &long, "--wait", "0"]);

    let database = world.path("alice").join("peer.db");
    let (waiting, searched) = (outbox(&database), on_disk(&database));
    let sealed: Vec<_> = waiting.iter().flatten().collect();
    assert_eq!(sealed.len(), 2, "what is said to somebody known is sealed at once");
    assert_eq!(sealed[0].len(), sealed[1].len());
    for bytes in sealed {
        assert!(has(&searched, bytes), "what is searched of a database has its latest writes");
        for words in WORDS.into_iter().chain(["alice", "bob", "localhost"]) {
            assert!(!has(bytes, words), "{words} is in an envelope");
        }
    }
    let _bob = world.up("bob");
    eventually("both arrive", || (world.conversation("bob", "alice").len() == 4).then_some(()));
}
