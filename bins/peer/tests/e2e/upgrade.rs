//! A folder as the first version left it.

use std::fs;

use causerie::Vault;
use causerie_pki::{create_account_secret, create_device_secret};
use rusqlite::{Connection, params};

use crate::{
    look::{files, has, on_disk},
    world::World,
};

const FIRST: &str = include_str!("../../../../driven/sqlite/src/peer/0001_messages_and_outbox.sql");
const WORDS: &str = "said before anything was sealed";

/// What the first version kept of what Bob heard from Alice.
fn first_database(path: &std::path::Path) {
    let db = Connection::open(path).unwrap();
    db.execute_batch(FIRST).unwrap();
    db.execute_batch(
        "PRAGMA application_id = 0x43415001; PRAGMA user_version = 1;
         INSERT INTO schema_history (name) VALUES ('0001 messages and outbox');
         INSERT INTO persons VALUES (1, 'bob@localhost', NULL), (2, 'alice@localhost', NULL);
         INSERT INTO owner VALUES (1);",
    )
    .unwrap();
    let id: causerie_chat::MessageId = causerie_edge::message_id().unwrap();
    db.execute(
        "INSERT INTO messages (id, author_ref, person_ref, sent_at, kept_at, kind, body)
         VALUES (?, 2, 2, 1000, 2000, 1, ?)",
        params![id.as_bytes(), WORDS.as_bytes()],
    )
    .unwrap();
}

#[test]
fn t57_keys_and_messages_of_the_first_version_are_sealed_when_the_peer_comes_up() {
    let world = World::begin();
    let _alice = world.newcomer("alice");
    let bob = world.path("bob");
    fs::create_dir(&bob).unwrap();
    create_account_secret(&bob.join("account.key")).unwrap();
    create_device_secret(&bob.join("device.key")).unwrap();
    let plain = ["account.key", "device.key"].map(|it| (it, fs::read(bob.join(it)).unwrap()));
    world.register("bob");
    // Back to what the first version would have left.
    for (name, pem) in &plain {
        assert!(has(pem, "PRIVATE KEY"));
        fs::write(bob.join(name), pem).unwrap();
    }
    fs::remove_file(Vault::file(&bob)).unwrap();
    let database = bob.join("peer.db");
    first_database(&database);
    assert!(has(&on_disk(&database), WORDS));

    let mut up = world.up("bob");

    for (name, bytes) in files(&bob).iter().filter(|(name, _)| name != "tls.key") {
        assert!(!has(bytes, "PRIVATE KEY"), "a key lies in {name}");
        assert!(!has(bytes, WORDS) && !has(bytes, "alice@localhost"), "what was said is in {name}");
    }
    assert_eq!(world.texts("bob", "alice"), [WORDS]);
    world.tells("alice", "bob", "and now?");
    world.tells("bob", "alice", "now it is sealed");
    let all = [WORDS, "and now?", "now it is sealed"];
    assert_eq!(world.texts("bob", "alice"), all);
    up.process.stop();
    world.says("bob", &["passphrase", "--new-passphrase-file", &world.words("correct horse")]);
    let _up = world.up_with("bob", &["--passphrase-file", &world.words("correct horse")]);
    assert_eq!(world.texts("bob", "alice"), all);
}
