//! A second device: linked by a code, seen by everybody, and taken away again.

use std::fs;

use serde_json::Value;

use crate::world::{Process, Up, World, assert_success, eventually};

impl World {
    /// Has Alice link the machine with that folder under its name, unseen.
    pub(crate) fn link(&self, folder: &str) {
        let mut link = self.command("alice", &["--json", "link", "--yes"]);
        let (mut linking, said) = Process::start(&mut link);
        let said: Value = serde_json::from_str(&said).unwrap();
        let output = self.join(folder, said["code"].as_str().unwrap());
        assert_success(&output);
        assert!(linking.ends_well());
    }

    fn join(&self, folder: &str, code: &str) -> std::process::Output {
        let file = self.path(&format!("{folder}.code"));
        fs::write(&file, code).unwrap();
        let (url, root, file) = (self.url(), self.root(), file.display().to_string());
        let join = ["--json", "join", "alice", "--directory", &url, "--root", &root];
        self.causerie(folder, &[&join[..], &["--device", folder, "--code-file", &file]].concat())
    }

    fn ids(&self, folder: &str) -> Vec<String> {
        let devices = self.json(folder, &["devices"]);
        let id = |device: &Value| device["id"].as_str().unwrap().to_owned();
        devices["devices"].as_array().unwrap().iter().map(id).collect()
    }

    /// What happened to Alice's devices, as that person's conversation with her has it.
    fn events(&self, name: &str) -> Vec<String> {
        let page = self.json(name, &["conversation", "alice", "--peek"]);
        let messages = page["messages"].as_array().unwrap().iter();
        let events = messages.filter_map(|message| message["devices"].as_object().cloned());
        events.map(|it| format!("{} {}", it["change"], it["device"]).replace('"', "")).collect()
    }

    /// The words of a conversation, which may have events in it.
    pub(crate) fn words_with(&self, name: &str, with: &str) -> Vec<String> {
        let page = self.json(name, &["conversation", with, "--peek"]);
        let messages = page["messages"].as_array().unwrap().iter();
        messages.filter_map(|it| Some(it["text"].as_str()?.to_owned())).collect()
    }

    pub(crate) fn code_of(&self, name: &str, arguments: &[&str]) -> String {
        let output = self.causerie(name, &[&["--json"], arguments].concat());
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let problem: Value = serde_json::from_slice(&output.stderr).unwrap();
        problem["code"].as_str().unwrap().to_owned()
    }
}

#[test]
fn t06_a_second_device_is_linked_by_a_code_seen_by_everybody_and_revoked() {
    let world = World::begin();
    let _alice = world.newcomer("alice");
    let _bob = world.newcomer("bob");
    world.says("alice", &["tell", "bob", "hello", "--require-delivery"]);

    world.link("phone");

    assert_eq!(world.ids("alice"), ["d1", "phone"]);
    let mut phone = world.up("phone");
    assert_eq!(world.ids("phone"), ["d1", "phone"]);
    eventually("bob hears of the phone", || {
        (world.events("bob") == ["linked phone"]).then_some(())
    });
    world.says("phone", &["tell", "bob", "from the phone", "--require-delivery"]);
    assert_eq!(world.words_with("bob", "alice"), ["hello", "from the phone"]);
    // What takes the account key is refused with what to do.
    assert_eq!(world.code_of("phone", &["devices", "revoke", "phone"]), "NOT_FIRST_DEVICE");
    assert_eq!(world.code_of("phone", &["link", "--yes"]), "NOT_FIRST_DEVICE");
    assert_eq!(world.code_of("alice", &["devices", "revoke", "d1"]), "FIRST_DEVICE");

    let said = world.says("alice", &["devices", "revoke", "phone"]);
    assert!(said.starts_with("phone is revoked: ") && said.contains("d1"), "{said}");

    assert_eq!(world.ids("alice"), ["d1"]);
    eventually("bob hears that it is gone", || {
        (world.events("bob") == ["linked phone", "revoked phone"]).then_some(())
    });
    // Its certificate is valid still.
    let told = world.causerie("phone", &["--json", "tell", "bob", "from a thief"]);
    let told = String::from_utf8(told.stdout).unwrap();
    assert!(told.contains("DEVICE_REVOKED"), "{told}");
    assert_eq!(world.words_with("bob", "alice"), ["hello", "from the phone"]);
    phone.process.stop();
    fs::remove_file(world.path("phone").join("credential.pem")).unwrap();
    let mut again = world.command("phone", &["--json", "up"]);
    let (mut again, said) = Process::start(&mut again);
    assert!(said.contains("\"announced\":false"), "{said}");
    assert!(said.contains("\"revoked\":true"), "{said}");
    let log = again.end();
    assert!(log.contains("DEVICE_REVOKED") && log.contains("causerie join"), "{log}");
}

#[test]
fn t06_a_wrong_code_and_one_that_was_used_link_nothing() {
    let world = World::begin();
    let _alice: Up = world.newcomer("alice");
    let mut link = world.command("alice", &["--json", "link", "--yes"]);
    let (mut linking, said) = Process::start(&mut link);
    let said: Value = serde_json::from_str(&said).unwrap();

    let wrong = world.join("guesser", "0000-0000-0000-0000-0000");
    let right = world.join("phone", said["code"].as_str().unwrap());
    assert!(linking.ends_well());
    let late = world.join("late", said["code"].as_str().unwrap());

    assert_success(&right);
    for (refused, code) in [(wrong, "NO_SUCH_LINK"), (late, "LINK_USED")] {
        assert_eq!(refused.status.code(), Some(1));
        let problem: Value = serde_json::from_slice(
            refused.stderr.split(|byte| *byte == b'\n').rfind(|line| !line.is_empty()).unwrap(),
        )
        .unwrap();
        assert_eq!(problem["code"], code, "{problem}");
    }
    assert_eq!(world.ids("alice"), ["d1", "phone"]);
    // Without a terminal nobody is taken on by accident.
    let unseen = world.causerie("alice", &["link"]);
    assert_eq!(unseen.status.code(), Some(1));
    assert!(String::from_utf8(unseen.stderr).unwrap().contains("--yes"));
}
