//! What was said before a device was there, brought by another one of its person's.

use serde_json::Value;

use crate::world::{World, eventually};

impl World {
    /// What a new device's peer says about history it fetches, a line each.
    fn fetches_history(&self, folder: &str) -> Vec<Value> {
        let said = self.says(folder, &["--json", "devices", "fetch-history"]);
        said.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

#[test]
fn a_new_device_fetches_what_was_said_once_the_other_one_can_be_reached() {
    let world = World::begin();
    let mut alice = world.newcomer("alice");
    let _bob = world.newcomer("bob");
    world.says("alice", &["tell", "bob", "one", "--require-delivery"]);
    world.says("bob", &["tell", "alice", "two", "--require-delivery"]);
    world.link("phone");
    let mut phone = world.up("phone");
    assert_eq!(world.words_with("phone", "bob"), [""; 0]);
    assert_eq!(world.code_of("alice", &["devices", "fetch-history"]), "THIS_DEVICE");
    let unknown = ["devices", "fetch-history", "--from", "pad"];
    assert_eq!(world.code_of("phone", &unknown), "NO_SUCH_DEVICE");

    // Nobody is there to give anything: it says so, and goes on where it was after a restart of either.
    alice.process.end();
    let output = world.causerie("phone", &["--json", "devices", "fetch-history"]);
    let problem: Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!((output.status.code(), &problem["code"]), (Some(1), &"UNREACHABLE".into()));
    assert!(problem["detail"].as_str().unwrap().contains("causerie up"), "{problem}");
    phone.process.end();
    let _alice = world.up("alice");
    let _phone = world.up("phone");
    world.says("alice", &["tell", "bob", "three", "--require-delivery"]);
    let progress = world.fetches_history("phone");

    let last = progress.last().unwrap();
    assert_eq!((&last["done"], &last["from"]), (&true.into(), &"d1".into()), "{last}");
    assert_eq!(last["entries"], last["total"], "{last}");
    // What was said since it asked is sent to it as to any device, in its own time.
    let came = || (world.words_with("phone", "bob").len() == 3).then_some(());
    eventually("what was said since comes by itself", came);
    assert_eq!(world.words_with("alice", "bob"), ["one", "two", "three"]);
    assert_eq!(world.words_with("phone", "bob"), ["one", "two", "three"]);
    let plain = world.says("phone", &["devices", "fetch-history"]);
    assert!(plain.starts_with("all of it is here from d1: 1 person, "), "{plain}");
    let found = world.json("phone", &["search", "one"]);
    assert_eq!(found["messages"].as_array().unwrap().len(), 1, "{found}");
    world.says("phone", &["tell", "bob", "four", "--require-delivery"]);
}
