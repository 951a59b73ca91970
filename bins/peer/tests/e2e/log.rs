//! What the logs tell.

use std::fs;

use crate::world::World;

#[test]
fn t61_no_secret_and_no_word_is_logged_at_any_level() {
    let mut world = World::begin_with(&[("CAUSERIE_LOG", "trace")]);
    let mut bob = world.newcomer("bob");
    let mut alice = world.newcomer("alice");
    let text = "a sentence nobody else should read";

    let told = world.causerie("alice", &["tell", "bob", text]);
    let read = world.causerie("bob", &["conversation", "alice"]);

    let mut secrets = vec![text.to_owned()];
    for name in ["alice", "bob"] {
        for file in ["account.key", "device.key", "tls.key", "local.token"] {
            let content = fs::read_to_string(world.path(name).join(file)).unwrap();
            let lines = content.lines().filter(|l| !l.starts_with("-----") && !l.is_empty());
            secrets.extend(lines.map(ToOwned::to_owned));
        }
    }
    for file in ["root.key", "issuer.key", "tls.key"] {
        let content = fs::read_to_string(world.path("directory").join(file)).unwrap();
        secrets.extend(content.lines().filter(|l| !l.starts_with("-----")).map(ToOwned::to_owned));
    }
    let logs = [
        ("alice", alice.process.stop().1),
        ("bob", bob.process.stop().1),
        ("directory", world.directory.stop().1),
        ("tell", String::from_utf8_lossy(&told.stderr).into_owned()),
        ("conversation", String::from_utf8_lossy(&read.stderr).into_owned()),
    ];
    assert!(secrets.len() >= 12, "the secrets were not found");
    for (whose, log) in &logs[..3] {
        assert!(log.len() > 1_000, "the log of {whose} has {} bytes", log.len());
    }
    for (whose, log) in &logs {
        for secret in &secrets {
            let line = log.lines().find(|line| line.contains(secret.as_str()));
            assert!(line.is_none(), "the log of {whose} tells a secret: {line:?}");
        }
    }
}
