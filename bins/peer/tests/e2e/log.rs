//! What the logs tell.

use std::fs;

use serde_json::Value;

use crate::{
    keys::Keys,
    look::{has, spellings},
    world::{World, server},
};

#[test]
fn t61_no_secret_and_no_word_is_logged_at_any_level() {
    no_secret_and_no_word_is_logged("text");
}

#[test]
fn t61_no_secret_and_no_word_is_logged_for_programs_either() {
    no_secret_and_no_word_is_logged("json");
}

#[test]
fn each_line_of_a_json_log_is_an_object_that_says_when_how_bad_where_and_what() {
    let mut world =
        World::begin_with(&[("CAUSERIE_LOG", "debug"), ("CAUSERIE_LOG_FORMAT", "json")]);
    let mut bob = world.newcomer("bob");
    let mut alice = world.newcomer("alice");
    world.tells("alice", "bob", "hello");

    let logs = [alice.process.stop().1, bob.process.stop().1, world.directory.stop().1];

    for log in &logs {
        assert!(log.lines().count() > 5, "{log}");
        for line in log.lines() {
            let event: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"));
            for key in ["timestamp", "level", "target"] {
                assert!(event[key].is_string(), "{key}: {line}");
            }
            assert!(event["fields"].is_object(), "{line}");
        }
    }
    let in_spans = logs.iter().flat_map(|log| log.lines()).filter(|line| line.contains("\"span\""));
    assert!(in_spans.count() > 0);
}

#[test]
fn the_last_line_of_a_json_log_is_json_too_when_the_process_fails() {
    let world = World::begin();
    let nobody = world.path("nobody");
    let nobody = nobody.to_str().unwrap();

    let directory = server(&[]).args(["run", "--log", "json", "--data", nobody]).output().unwrap();
    let peer = world.causerie("nobody", &["--log", "json", "up"]);

    for failed in [directory, peer] {
        assert_eq!(failed.status.code(), Some(1));
        let said = String::from_utf8(failed.stderr).unwrap();
        assert!(said.lines().count() > 0);
        for line in said.lines() {
            assert!(serde_json::from_str::<Value>(line).unwrap().is_object(), "{line}");
        }
    }
}

fn no_secret_and_no_word_is_logged(format: &str) {
    let mut world =
        World::begin_with(&[("CAUSERIE_LOG", "trace"), ("CAUSERIE_LOG_FORMAT", format)]);
    let mut bob = world.newcomer("bob");
    let mut alice = world.newcomer("alice");
    let text = "a sentence nobody else should read";

    let told = world.causerie("alice", &["tell", "bob", text]);
    let read = world.causerie("bob", &["conversation", "alice"]);

    let mut secrets = vec![text.as_bytes().to_vec()];
    for name in ["alice", "bob"] {
        let Keys { store, account, device } = Keys::of(&world.path(name), None);
        secrets.extend([store, account, device].iter().flat_map(|key| spellings(key)));
        secrets.extend(lines(&world, name, &["tls.key", "local.token"]));
    }
    secrets.extend(lines(&world, "directory", &["root.key", "issuer.key", "tls.key"]));
    let logs = [
        ("alice", alice.process.stop().1),
        ("bob", bob.process.stop().1),
        ("directory", world.directory.stop().1),
        ("tell", String::from_utf8_lossy(&told.stderr).into_owned()),
        ("conversation", String::from_utf8_lossy(&read.stderr).into_owned()),
    ];
    assert!(secrets.len() >= 44, "only {} secrets were found", secrets.len());
    for (whose, log) in &logs[..3] {
        assert!(log.len() > 1_000, "the log of {whose} has {} bytes", log.len());
    }
    for (whose, log) in &logs {
        for secret in &secrets {
            let line = log.lines().find(|line| has(line.as_bytes(), secret));
            assert!(line.is_none(), "the log of {whose} tells a secret: {line:?}");
        }
    }
}

/// What is secret in files that are text.
fn lines(world: &World, name: &str, files: &[&str]) -> Vec<Vec<u8>> {
    let read = |file: &&str| fs::read_to_string(world.path(name).join(file)).unwrap();
    let all: Vec<_> = files.iter().map(read).collect();
    let lines = all.iter().flat_map(|text| text.lines());
    let secret = lines.filter(|line| !line.starts_with("-----") && !line.is_empty());
    secret.map(|line| line.as_bytes().to_vec()).collect()
}
