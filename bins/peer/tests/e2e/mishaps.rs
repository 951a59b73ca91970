//! Files and folders that are not as they should be: a message names the file and the next step.

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    process::Output,
};

use rusqlite::Connection;

use crate::world::{World, server};

fn refused(output: &Output, words: &[&str]) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(!said.contains("panicked"), "{said}");
    for word in words {
        assert!(said.contains(word), "{word} is not in: {said}");
    }
}

#[test]
fn a_second_peer_on_the_same_folder_is_refused() {
    let world = World::begin();
    let _bob = world.newcomer("bob");

    refused(&world.causerie("bob", &["up"]), &["peer.db", "another process"]);
    assert!(world.says("bob", &["status"]).contains("bob@localhost"), "the first one still runs");
}

#[test]
fn a_second_directory_on_the_same_folder_is_refused() {
    let world = World::begin();

    let second = server(&[])
        .args(["run", "--listen", "127.0.0.1:0", "--data"])
        .arg(world.path("directory"))
        .output();

    refused(&second.unwrap(), &["directory.db", "another process"]);
}

#[test]
fn t57_a_foreign_or_newer_database_is_refused_and_left_as_it_was() {
    let world = World::begin();
    world.register("bob");
    let path = world.path("bob").join("peer.db");
    let foreign = Connection::open(&path).unwrap();
    foreign
        .execute_batch("CREATE TABLE recipes (name TEXT); INSERT INTO recipes VALUES ('bread')")
        .unwrap();
    drop(foreign);

    refused(&world.causerie("bob", &["up"]), &["peer.db"]);

    let kept: String = Connection::open(&path)
        .unwrap()
        .query_row("SELECT name FROM recipes", [], |row| row.get(0))
        .unwrap();
    assert_eq!(kept, "bread");
    fs::remove_file(&path).unwrap();
    drop(world.up("bob"));
    let newer = Connection::open(&path).unwrap();
    newer.pragma_update(None, "user_version", 999).unwrap();
    drop(newer);
    refused(&world.causerie("bob", &["up"]), &["peer.db", "newer"]);
}

#[test]
fn a_key_that_is_missing_or_open_to_others_is_refused() {
    let world = World::begin();
    world.register("bob");
    let key = world.path("bob").join("device.key");

    fs::set_permissions(&key, Permissions::from_mode(0o644)).unwrap();
    refused(&world.causerie("bob", &["up"]), &["device.key", "chmod 600"]);
    fs::remove_file(&key).unwrap();
    refused(&world.causerie("bob", &["up"]), &["device.key", "missing"]);
}

#[test]
fn a_folder_where_nobody_registered_says_so() {
    let world = World::begin();

    refused(&world.causerie("nobody", &["up"]), &["causerie register"]);
}

#[test]
fn a_peer_that_does_not_run_says_how_to_start_it() {
    let world = World::begin();
    world.register("bob");

    let status = world.causerie("bob", &["status"]);

    assert_eq!(status.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&status.stderr).contains("causerie up"));
}

#[test]
fn t55_init_overwrites_nothing() {
    let world = World::begin();
    let before = fs::read(world.path("directory").join("root.pem")).unwrap();

    let again = server(&[])
        .args(["init", "--domain", "localhost", "--data"])
        .arg(world.path("directory"))
        .output();

    refused(&again.unwrap(), &["exists"]);
    assert_eq!(fs::read(world.path("directory").join("root.pem")).unwrap(), before);
}

#[test]
fn t56_there_is_no_way_around_verification_and_no_plain_http() {
    let world = World::begin();
    let root = world.path("directory").join("root.pem");
    let plain = format!("http://localhost:{}", world.port);

    let over_http = world.causerie(
        "bob",
        &["register", "bob", "--directory", &plain, "--root", root.to_str().unwrap()],
    );
    assert_eq!(over_http.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&over_http.stderr).contains("https://"));

    let commands = ["register", "up", "tell", "conversation", "conversations", "whois", "status"];
    let mut help = String::new();
    for command in commands {
        help += &world.says("bob", &[command, "--help"]);
    }
    for command in ["init", "run"] {
        let output = server(&[]).args([command, "--help"]).output().unwrap();
        help += &String::from_utf8(output.stdout).unwrap();
    }
    for word in ["insecure", "skip", "no-verify", "allow-invalid", "disable", "danger", "trust-all"]
    {
        assert!(!help.to_lowercase().contains(word), "{word} is offered");
    }
}

#[test]
fn registering_twice_at_once_in_one_folder_leaves_the_keys_that_the_directory_has() {
    let world = World::begin();
    let root = world.path("directory").join("root.pem");
    let url = world.url();
    let arguments = ["register", "bob", "--directory", &url, "--root", root.to_str().unwrap()];

    let racing: Vec<_> =
        (0..6).map(|_| world.command("bob", &arguments).spawn().unwrap()).collect();
    let succeeded = racing
        .into_iter()
        .map(|mut one| one.wait().unwrap())
        .filter(std::process::ExitStatus::success)
        .count();

    assert!(succeeded >= 1);
    // Whose keys are in the folder is who is on record.
    world.register("bob");
    drop(world.up("bob"));
}

#[test]
fn a_key_that_was_lost_is_not_replaced_by_registering_again() {
    let world = World::begin();
    world.register("bob");
    let key = world.path("bob").join("device.key");
    fs::remove_file(&key).unwrap();
    let root = world.path("directory").join("root.pem");

    let again = world.causerie(
        "bob",
        &["register", "bob", "--directory", &world.url(), "--root", root.to_str().unwrap()],
    );

    refused(&again, &["device.key", "missing"]);
    assert!(!key.exists());
}

#[test]
fn a_peer_that_is_still_coming_up_stops_when_it_is_told_to() {
    let mut world = World::begin();
    world.register("bob");
    drop(world.directory.end());
    // Who is there now takes calls and never answers, so the peer is still signing in when it is told to stop.
    let _silent = std::net::TcpListener::bind(("127.0.0.1", world.port)).unwrap();

    let mut peer = world.command("bob", &["up"]).spawn().unwrap();
    std::thread::sleep(std::time::Duration::from_millis(700));
    let stop = std::process::Command::new("kill").args(["-TERM", &peer.id().to_string()]).status();

    assert!(stop.unwrap().success());
    assert!(peer.wait().unwrap().success());
}

#[test]
fn with_the_directory_down_a_message_to_somebody_new_says_so() {
    let mut world = World::begin();
    let _alice = world.newcomer("alice");
    world.register("bob");
    drop(world.directory.end());

    let told = world.causerie("alice", &["tell", "bob", "hello"]);

    refused(&told, &["DIRECTORY_UNREACHABLE"]);
}

#[test]
fn while_somebody_registers_in_a_folder_nobody_else_does() {
    let world = World::begin();
    let root = world.path("directory").join("root.pem");
    fs::create_dir(world.path("bob")).unwrap();
    let lock = fs::File::create(world.path("bob").join("register.lock")).unwrap();
    lock.lock().unwrap();

    let second = world.causerie(
        "bob",
        &["register", "bob", "--directory", &world.url(), "--root", root.to_str().unwrap()],
    );

    refused(&second, &["another causerie register"]);
    assert!(!world.path("bob").join("account.key").exists());
}
