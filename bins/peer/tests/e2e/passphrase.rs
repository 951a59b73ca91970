//! Folders that open with a passphrase.

use std::process::{Command, Output, Stdio};

use crate::{
    keys::Keys,
    look::{files, has, spellings},
    world::{World, eventually},
};

const FIRST: &str = "correct horse battery";
const SECOND: &str = "staple wrong donkey";

/// `causerie` where there is no terminal to ask at.
fn without_terminal(world: &World, name: &str, arguments: &[&str]) -> Output {
    let command = world.command(name, arguments);
    let mut alone = Command::new("setsid");
    alone.arg("--wait").arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => alone.env(name, value),
            None => alone.env_remove(name),
        };
    }
    alone.stdin(Stdio::null()).output().unwrap()
}

fn refused(output: &Output, words: &[&str]) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    for word in words {
        assert!(said.contains(word), "{word} is not in: {said}");
    }
}

/// Which keys of a folder stand in its files for everybody to read.
fn readable(world: &World, name: &str, keys: &Keys) -> Vec<&'static str> {
    let files = files(&world.path(name));
    assert!(files.iter().any(|(name, _)| name == "account.key"));
    let stands = |key: &[u8]| {
        let spellings = spellings(key);
        files.iter().any(|(_, bytes)| spellings.iter().any(|spelling| has(bytes, spelling)))
    };
    let keys = [("store", &keys.store), ("account", &keys.account), ("device", &keys.device)];
    keys.iter().filter(|(_, key)| stands(*key)).map(|(name, _)| *name).collect()
}

#[test]
fn a_folder_with_a_passphrase_opens_with_it_and_with_no_other() {
    let world = World::begin();
    let (first, second) = (world.words(FIRST), world.words(SECOND));
    world.register_in("bob", "bob", &["--passphrase-file", &first]);

    let keys = Keys::of(&world.path("bob"), Some(FIRST));
    assert_eq!(readable(&world, "bob", &keys), [""; 0]);
    for (name, bytes) in files(&world.path("bob")) {
        assert!(!has(&bytes, "PRIVATE KEY"), "a key lies in {name}");
    }
    refused(&without_terminal(&world, "bob", &["up"]), &["next: ", "--passphrase-file"]);
    let wrong = world.causerie("bob", &["up", "--passphrase-file", &second]);
    refused(&wrong, &["store.key", "passphrase is wrong"]);

    let mut bob = world.up_with("bob", &["--passphrase-file", &first]);
    let _alice = world.newcomer("alice");
    world.tells("alice", "bob", "hello");
    bob.process.stop();
    assert_eq!(readable(&world, "bob", &keys), [""; 0]);

    let mut command = world.command("bob", &["--json", "up"]);
    let (_bob, _) = crate::world::Process::start(command.env("CAUSERIE_PASSPHRASE_FILE", &first));
    assert_eq!(world.texts("bob", "alice"), ["hello"]);
}

#[test]
fn a_passphrase_is_changed_and_removed_and_what_was_said_stays() {
    let world = World::begin();
    let (first, second) = (world.words(FIRST), world.words(SECOND));
    let mut bob = world.newcomer("bob");
    let _alice = world.newcomer("alice");
    world.tells("alice", "bob", "hello");
    bob.process.stop();
    let keys = Keys::of(&world.path("bob"), None);
    assert_eq!(readable(&world, "bob", &keys), ["store"], "without one the store key is a file");

    world.says("bob", &["passphrase", "--new-passphrase-file", &first]);
    assert_eq!(readable(&world, "bob", &keys), [""; 0]);
    refused(&without_terminal(&world, "bob", &["up"]), &["--passphrase-file"]);

    let change = ["passphrase", "--passphrase-file", &first, "--new-passphrase-file", &second];
    world.says("bob", &change);
    refused(&world.causerie("bob", &change), &["passphrase is wrong"]);
    refused(&world.causerie("bob", &["up", "--passphrase-file", &first]), &["passphrase is wrong"]);
    let mut bob = world.up_with("bob", &["--passphrase-file", &second]);
    assert_eq!(world.texts("bob", "alice"), ["hello"]);
    bob.process.stop();

    let remove = ["passphrase", "--remove", "--passphrase-file"];
    refused(&world.causerie("bob", &[&remove[..], &[&first]].concat()), &["passphrase is wrong"]);
    world.says("bob", &[&remove[..], &[&second]].concat());
    assert_eq!(readable(&world, "bob", &keys), ["store"]);
    let _bob = world.up("bob");
    world.tells("alice", "bob", "still here?");
    eventually("it is all there", || {
        (world.texts("bob", "alice") == ["hello", "still here?"]).then_some(())
    });
}
