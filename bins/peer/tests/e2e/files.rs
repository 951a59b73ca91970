//! Files, as they are sent and fetched at the command line.

use std::fs;

use serde_json::Value;

use crate::world::{World, eventually};

/// Alice has sent Bob a file of so many bytes; what he sees of it.
fn sent(world: &World, bytes: usize) -> Value {
    let path = world.path("report.pdf");
    fs::write(&path, vec![7; bytes]).unwrap();
    let said =
        world.says("alice", &["send", "bob", path.to_str().unwrap(), "--caption", "for Tuesday"]);
    assert!(
        said.starts_with("report.pdf, ") && said.contains("delivered to bob@localhost"),
        "{said}"
    );
    eventually("Bob hears of it", || world.files("bob").pop())
}

fn digits(file: &Value) -> String {
    file["id"].as_str().unwrap()[..8].to_owned()
}

#[test]
fn a_file_is_sent_found_and_fetched_and_nothing_is_overwritten() {
    let world = World::begin();
    let _up = (world.newcomer("alice"), world.newcomer("bob"));
    world.tells("alice", "bob", "hello");
    let file = sent(&world, 3_000_000);
    let (id, here) = (digits(&file), world.path("here"));
    fs::create_dir(&here).unwrap();
    fs::write(here.join("report.pdf"), "mine").unwrap();
    let to = here.to_str().unwrap();

    let listed = world.says("bob", &["files", "--with", "alice"]);
    assert!(
        listed.contains(&format!("{id}  report.pdf, 2.8 MiB: fetch it: causerie fetch {id}")),
        "{listed}"
    );
    let talk = world.says("bob", &["conversation", "alice"]);
    assert!(talk.contains(&format!("(file report.pdf, 2.8 MiB, {id}: for Tuesday)")), "{talk}");
    let lines = world.says("bob", &["--json", "fetch", &id, "--to", to]);
    let last: Value = serde_json::from_str(lines.lines().last().unwrap()).unwrap();
    let again = world.says("bob", &["fetch", file["message"]["id"].as_str().unwrap(), "--to", to]);

    assert_eq!(
        (&last["fetch"]["state"], &last["fetch"]["bytes"]),
        (&"done".into(), &3_000_000.into())
    );
    let path = here.join("report (2).pdf");
    assert_eq!(last["fetch"]["path"], path.to_str().unwrap());
    assert!(again.contains("all of it is here"), "{again}");
    assert!(fs::read(&path).unwrap() == vec![7; 3_000_000]);
    assert_eq!(fs::read(here.join("report.pdf")).unwrap(), b"mine");
    assert_eq!(fs::read_dir(&here).unwrap().count(), 2);
    assert!(world.says("alice", &["files"]).contains(": given from "));
    fs::remove_file(&path).unwrap();
    world.says("bob", &["fetch", &id, "--to", to]);
    assert!(fs::read(&path).unwrap() == vec![7; 3_000_000], "what is gone comes again");
}

#[test]
fn a_file_is_paused_resumed_and_cancelled() {
    let world = World::begin();
    let (mut alice, _bob) = (world.newcomer("alice"), world.newcomer("bob"));
    world.tells("alice", "bob", "hello");
    let file = sent(&world, 100_000);
    let (id, here) = (digits(&file), world.path("here"));
    let to = here.to_str().unwrap();
    assert_eq!(world.code_of("bob", &["pause", &id]), "NO_SUCH_FETCH");
    alice.process.end();

    let begun = world.says("bob", &["fetch", &id, "--to", to, "--no-wait"]);
    assert!(begun.contains("0 B of 97.6 KiB here"), "{begun}");
    let paused = world.says("bob", &["pause", &id]);
    assert!(paused.contains(&format!("paused; go on: causerie resume {id}")), "{paused}");
    let _alice = world.up("alice");
    assert_eq!(world.files("bob")[0]["fetch"]["state"], "paused");
    world.says("bob", &["resume", &id]);
    eventually("it comes", || (world.files("bob")[0]["fetch"]["state"] == "done").then_some(()));
    world.says("bob", &["cancel", &id]);

    assert!(world.files("bob")[0]["fetch"].is_null());
    assert!(here.join("report.pdf").exists(), "what is done stays where it is");
}

#[test]
fn what_cannot_be_sent_or_fetched_says_why_and_what_to_do() {
    let world = World::begin();
    let _up = (world.newcomer("alice"), world.newcomer("bob"));
    world.tells("alice", "bob", "hello");
    let folder = world.folder.path().to_str().unwrap();
    assert_eq!(world.code_of("alice", &["send", "bob", "/nowhere/a.txt"]), "NO_SUCH_FILE");
    assert_eq!(world.code_of("alice", &["send", "bob", folder]), "NO_SUCH_FILE");
    assert_eq!(world.code_of("bob", &["fetch", "0123456789abcdef"]), "NO_SUCH_FILE");
    let misspelt = world.causerie("bob", &["fetch", "report.pdf"]);
    assert_eq!(misspelt.status.code(), Some(2));

    let file = sent(&world, 100_000);
    world.says("alice", &["delete", file["message"]["id"].as_str().unwrap()]);
    eventually("it is taken back", || world.files("bob").is_empty().then_some(()));

    assert_eq!(world.code_of("bob", &["fetch", &digits(&file)]), "NO_SUCH_FILE");
}

#[test]
fn a_file_that_lies_at_the_directory_comes_though_its_sender_is_gone() {
    let world = World::begin();
    let (mut alice, _bob) = (world.newcomer("alice"), world.newcomer("bob"));
    world.tells("alice", "bob", "hello");
    let (path, here) = (world.path("report.pdf"), world.path("here"));
    fs::write(&path, vec![7; 3_000_000]).unwrap();
    let said = world.says("alice", &["send", "bob", path.to_str().unwrap(), "--upload"]);
    assert!(said.contains("at the directory too until 20"), "{said}");
    let file = eventually("Bob hears of it", || world.files("bob").pop());
    let id = digits(&file);
    assert_eq!(world.code_of("bob", &["upload", &id]), "NO_SUCH_FILE");
    alice.process.end();
    fs::remove_file(&path).unwrap();

    let fetched = world.says("bob", &["fetch", &id, "--to", here.to_str().unwrap()]);

    assert!(fetched.contains("all of it is here"), "{fetched}");
    assert!(fs::read(here.join("report.pdf")).unwrap() == vec![7; 3_000_000]);
    let blobs = || fs::read_dir(world.path("directory").join("blobs")).unwrap().count();
    assert_eq!(blobs(), 4, "three chunks, and their hashes");
    let _alice = world.up("alice");
    world.says("alice", &["upload", &id, "--drop"]);
    eventually("the directory forgets it", || (blobs() == 0).then_some(()));
}
