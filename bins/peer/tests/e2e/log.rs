//! What the logs tell.

use std::fs;

use crate::{
    keys::Keys,
    look::{has, spellings},
    world::World,
};

#[test]
fn t61_no_secret_and_no_word_is_logged_at_any_level() {
    let mut world = World::begin_with(&[("CAUSERIE_LOG", "trace")]);
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
