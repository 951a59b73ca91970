//! Backups, and what becomes of sessions.

use std::{fs, path::Path};

use crate::{
    keys::Keys,
    look::{database, has, number, outbox, spellings},
    world::{World, eventually},
};

const SEAL: &str = "a backup for the cellar";
const WORDS: [&str; 2] = ["the heron nests behind the sluice", "bring the copper key on thursday"];

/// Alice, who knows Bob and has said something to him that waits; neither of them is up.
struct Scene {
    world: World,
    file: String,
    seal: String,
}

impl Scene {
    fn begin() -> Self {
        let world = World::begin();
        let mut bob = world.newcomer("bob");
        let mut alice = world.newcomer("alice");
        world.tells("alice", "bob", WORDS[0]);
        world.tells("bob", "alice", "hello");
        let digits = world.json("bob", &["verify", "alice"])["safety_number"].clone();
        world.says("alice", &["verify", "bob", "--confirm", digits.as_str().unwrap()]);
        bob.process.stop();
        world.says("alice", &["tell", "bob", WORDS[1], "--wait", "0"]);
        alice.process.stop();
        let file = world.path("alice.backup").into_os_string().into_string().unwrap();
        let seal = world.words(SEAL);
        Self { world, file, seal }
    }

    fn export(&self) {
        self.world.says("alice", &["export", &self.file, "--new-passphrase-file", &self.seal]);
    }

    fn import(&self, folder: &str) -> std::process::Output {
        self.world.causerie(folder, &["import", &self.file, "--passphrase-file", &self.seal])
    }
}

#[test]
fn what_was_said_and_whom_one_knows_is_restored_and_sessions_are_not() {
    let scene = Scene::begin();
    scene.export();
    let world = &scene.world;

    crate::world::assert_success(&scene.import("restored"));

    let alices = world.path("restored").join("peer.db");
    let count = |sql| number(&alices, sql);
    assert_eq!(count("SELECT count(*) FROM devices"), 1);
    assert_eq!(count("SELECT count(*) FROM devices WHERE sessions NOT NULL"), 0);
    assert_eq!(count("SELECT count(*) FROM one_time_pre_keys"), 0);
    assert_eq!(count("SELECT count(*) FROM signed_pre_keys"), 0);
    assert_eq!(outbox(&alices), [None], "what waits is not sealed by anything that was before");

    let _alice = world.up("restored");
    let verified = world.json("restored", &["verify", "bob"]);
    assert!(verified["verified_at"].is_u64(), "{verified}");
    assert_eq!(world.texts("restored", "bob"), [WORDS[0], "hello", WORDS[1]]);
    let sealed = eventually("it is sealed in a fresh session", || {
        outbox(&alices).first().cloned().flatten()
    });
    assert!(sealed.len() > 1_300, "{} bytes have no agreement in them", sealed.len());

    let _bob = world.up("bob");
    eventually("what waited arrives", || {
        (world.texts("bob", "alice") == [WORDS[0], "hello", WORDS[1]]).then_some(())
    });
    world.tells("bob", "alice", "there you are");
    world.tells("restored", "bob", "here I am");
    let all = [WORDS[0], "hello", WORDS[1], "there you are", "here I am"];
    assert_eq!(world.texts("restored", "bob"), all);
    assert_eq!(world.texts("bob", "alice"), all);
    assert_eq!(world.unopened("bob"), Vec::<String>::new());
}

#[test]
fn what_is_said_to_who_was_restored_in_a_session_of_before_arrives_in_a_fresh_one() {
    let scene = Scene::begin();
    scene.export();
    let world = &scene.world;
    let _bob = world.up("bob");
    world.says("bob", &["tell", "alice", "are you there?", "--wait", "0"]);
    world.says("bob", &["tell", "alice", "hello?", "--wait", "0"]);

    crate::world::assert_success(&scene.import("restored"));
    let _alice = world.up("restored");

    eventually("all of it arrives at both", || {
        let (hers, his) = (world.texts("restored", "bob"), world.texts("bob", "alice"));
        let both = [WORDS[0], "hello", WORDS[1], "are you there?", "hello?"];
        let has_all = |texts: &[String]| both.iter().all(|it| texts.iter().any(|text| text == it));
        (has_all(&hers) && has_all(&his)).then(|| assert_eq!((hers.len(), his.len()), (5, 5)))
    });
    let unopened = [world.unopened("restored"), world.unopened("bob")].concat();
    assert!(unopened.iter().all(|cause| cause == "CANNOT_OPEN"), "{unopened:?}");
    world.tells("restored", "bob", "yes");
    world.tells("bob", "alice", "good");
    assert_eq!(world.texts("restored", "bob").len(), 7);
}

#[test]
fn a_backup_tells_nothing_and_opens_whole_with_its_passphrase_alone() {
    let scene = Scene::begin();
    scene.export();
    let world = &scene.world;

    let backup = fs::read(&scene.file).unwrap();
    let Keys { store, account, device } = Keys::of(&world.path("alice"), None);
    let keys = [store, account, device].into_iter().flat_map(|key| spellings(&key));
    let words = WORDS.into_iter().chain(["alice", "bob", SEAL]).map(|it| it.as_bytes().to_vec());
    for secret in keys.chain(words) {
        assert!(!has(&backup, &secret), "{} is in it", String::from_utf8_lossy(&secret));
    }
    assert!(has(&backup, "causerie backup 1"));

    let other = world.words("another passphrase");
    let wrong = world.causerie("thief", &["import", &scene.file, "--passphrase-file", &other]);
    assert_eq!(wrong.status.code(), Some(1));
    let mut flipped = backup.clone();
    flipped[backup.len() / 2] ^= 1;
    let cut = backup[..backup.len() - 1].to_vec();
    for damaged in [flipped, cut, b"something else".to_vec(), Vec::new()] {
        fs::write(&scene.file, damaged).unwrap();
        let refused = scene.import("damaged");
        let said = String::from_utf8_lossy(&refused.stderr);
        assert_eq!(refused.status.code(), Some(1), "{said}");
        assert!(said.contains("alice.backup") && !said.contains("panicked"), "{said}");
    }
    for folder in ["thief", "damaged"] {
        assert!(!world.path(folder).join("account.key").exists(), "{folder} has a key");
    }
    fs::write(&scene.file, backup).unwrap();
    crate::world::assert_success(&scene.import("damaged"));
}

/// What a file holds; of a database, the messages.
fn says(file: &Path) -> Vec<Vec<u8>> {
    if file.extension().is_none_or(|it| it != "db") {
        return vec![fs::read(file).unwrap()];
    }
    let db = database(file);
    let mut messages = db.prepare("SELECT content FROM messages ORDER BY seq").unwrap();
    let contents = messages.query_map([], |row| row.get(0)).unwrap();
    let contents: Vec<Vec<u8>> = contents.map(Result::unwrap).collect();
    assert_eq!(contents.len(), 3);
    contents
}

#[test]
fn neither_a_backup_nor_a_folder_is_written_over() {
    let scene = Scene::begin();
    scene.export();
    let world = &scene.world;
    let backup = fs::read(&scene.file).unwrap();
    let database = world.path("alice").join("peer.db");

    let export = ["export", &scene.file, "--new-passphrase-file", &scene.seal];
    assert_eq!(world.causerie("alice", &export).status.code(), Some(1));
    assert!(fs::read(&scene.file).unwrap() == backup, "it was written over");

    let before = fs::read(&database).unwrap();
    let occupied = scene.import("alice");
    assert_eq!(occupied.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&occupied.stderr).contains("choose another folder"));
    assert!(fs::read(&database).unwrap() == before, "it was written over");

    // What is left of a folder may be all that somebody has.
    for left in [&["peer.db", "store.key"][..], &["peer.db"], &["store.key"], &["account.key"]] {
        let ruin = world.path(&format!("ruin-{}", left.join("-")));
        fs::create_dir(&ruin).unwrap();
        for file in left {
            fs::copy(world.path("alice").join(file), ruin.join(file)).unwrap();
        }
        let refused = scene.import(ruin.file_name().unwrap().to_str().unwrap());
        assert_eq!(refused.status.code(), Some(1), "{left:?}");
        for file in left {
            let original = world.path("alice").join(file);
            assert_eq!(says(&ruin.join(file)), says(&original), "{file} of {left:?}");
        }
    }

    // Whoever runs might write while it is read.
    let _alice = world.up("alice");
    let running = world.causerie("alice", &["export", "x", "--new-passphrase-file", &scene.seal]);
    assert_eq!(running.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&running.stderr).contains("another process"));
}
