//! Whether processes can do their work, as those ask who look after them.

use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
};

use rusqlite::Connection;

use crate::world::{World, assert_success, server};

impl World {
    /// `causerie-server health`: how it ended, and what it said.
    fn health(&self) -> (Option<i32>, String) {
        let (data, url) = (self.path("directory"), self.url());
        let mut command = server(&[]);
        command.args(["health", "--directory", &url, "--data"]).arg(data);
        let output = command.output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(said).unwrap())
    }
}

/// Keeps anybody else from writing to a database.
fn hold(world: &World, whose: &str, file: &str) -> Connection {
    let held = Connection::open(world.path(whose).join(file)).unwrap();
    held.execute_batch("BEGIN IMMEDIATE").unwrap();
    held
}

#[test]
fn processes_that_can_do_their_work_say_so() {
    let world = World::begin();
    let _alice = world.newcomer("alice");

    let (ended, said) = world.health();
    let alice = world.causerie("alice", &["health"]);
    let for_scripts = world.says("alice", &["--json", "health"]);

    assert_eq!((ended, said.as_str()), (Some(0), "well\n"));
    assert_success(&alice);
    assert_eq!(alice.stdout, b"well\n");
    assert_eq!(for_scripts, "{\"well\":true}\n");
}

#[test]
fn a_directory_that_cannot_write_is_not_ready_and_is_again_when_it_can() {
    let world = World::begin();
    let held = hold(&world, "directory", "directory.db");

    let (ended, said) = world.health();
    drop(held);
    let (again, _) = world.health();

    assert_eq!(ended, Some(1));
    assert!(said.contains("STORE_UNAVAILABLE"), "{said}");
    assert_eq!(again, Some(0));
}

#[test]
fn a_peer_that_cannot_write_is_not_ready_and_says_why() {
    let world = World::begin();
    let _alice = world.newcomer("alice");
    let _held = hold(&world, "alice", "peer.db");

    let refused = world.causerie("alice", &["health"]);

    let said = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(said.contains("STORE_UNAVAILABLE") && said.contains("next: "), "{said}");
}

#[test]
fn a_peer_that_never_signed_in_runs_and_is_not_ready() {
    let mut world = World::begin();
    world.register("alice");
    world.directory.end();
    let mut command = world.command("alice", &["--json", "up"]);
    let (_process, _) = crate::world::Process::start(&mut command);

    let refused = world.causerie("alice", &["health"]);

    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8(refused.stderr).unwrap().contains("NO_VALID_CREDENTIAL"));
    let at = fs::read_to_string(world.path("alice").join("local.address")).unwrap();
    assert!(asks(at.trim(), "/healthz").starts_with("HTTP/1.1 204"));
    assert!(asks(at.trim(), "/readyz").starts_with("HTTP/1.1 503"));
    assert!(asks(at.trim(), "/v1/status").starts_with("HTTP/1.1 401"));
}

/// What is answered to somebody without the token.
fn asks(at: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(at).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nhost: {at}\r\nconnection: close\r\n\r\n").unwrap();
    let mut said = String::new();
    stream.read_to_string(&mut said).unwrap();
    said
}
