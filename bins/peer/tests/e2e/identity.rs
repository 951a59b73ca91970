//! A directory that says somebody else is Bob.

use rusqlite::Connection;

use crate::world::{World, eventually};

/// Has the directory forget Bob, so that whoever comes next can have his name.
fn forget_bob(world: &mut World) {
    let _ = world.directory.end();
    let db = Connection::open(world.path("directory").join("directory.db")).unwrap();
    let device = "(SELECT ref FROM devices WHERE person_ref =
        (SELECT ref FROM persons WHERE address = 'bob@localhost'))";
    for sql in [
        format!("DELETE FROM claims WHERE target_ref = {device}"),
        format!("DELETE FROM one_time_pre_keys WHERE device_ref = {device}"),
        format!("DELETE FROM pre_keys WHERE device_ref = {device}"),
        format!("DELETE FROM devices WHERE ref = {device}"),
        "DELETE FROM persons WHERE address = 'bob@localhost'".to_owned(),
    ] {
        assert!(db.execute(&sql, []).unwrap() > 0, "{sql}");
    }
    drop(db);
    world.restart_directory();
}

fn number(world: &World, of: &str, with: &str, which: &str) -> String {
    let identity = world.json(of, &["verify", with]);
    identity[which].as_str().unwrap_or_else(|| panic!("no {which} in {identity}")).to_owned()
}

#[test]
fn t58_another_bob_is_not_spoken_to_before_somebody_has_compared_his_number() {
    let mut world = World::begin();
    let bob = world.newcomer("bob");
    let _alice = world.newcomer("alice");
    world.tells("alice", "bob", "hello");
    let known = number(&world, "alice", "bob", "safety_number");
    drop(bob);
    forget_bob(&mut world);
    world.register_in("other-bob", "bob", &[]);
    let _other = world.up("other-bob");

    // Nobody has noticed yet, so it is kept; it is not sealed for the other one, who fetches it in vain and says so.
    world.says("alice", &["tell", "bob", "only for the bob I know", "--wait", "0"]);
    eventually("Alice's peer sees that the key has changed", || {
        let why = world.causerie("alice", &["--json", "why", "bob"]);
        String::from_utf8_lossy(&why.stdout).contains(r#""about":"identity""#).then_some(())
    });
    let refused = world.causerie("alice", &["tell", "bob", "and this?"]);
    let said = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(1), "{said}");
    assert!(said.contains("IDENTITY_CHANGED") && said.contains("causerie verify bob"), "{said}");
    assert!(world.conversation("other-bob", "alice").is_empty());

    world.says("other-bob", &["tell", "alice", "it is me", "--wait", "1"]);
    let theirs = number(&world, "other-bob", "alice", "safety_number");
    assert_eq!(number(&world, "alice", "bob", "safety_number"), known);
    assert_eq!(number(&world, "alice", "bob", "changed_safety_number"), theirs);
    assert_ne!(theirs, known);
    assert_eq!(world.texts("alice", "bob"), ["hello", "only for the bob I know"]);

    for wrong in [&known, &"12345 ".repeat(12)] {
        let compared = world.causerie("alice", &["verify", "bob", "--confirm", wrong]);
        let said = String::from_utf8_lossy(&compared.stderr);
        assert_eq!(compared.status.code(), Some(1), "{said}");
        assert!(said.contains("SAFETY_NUMBER_MISMATCH"), "{said}");
    }
    assert!(world.conversation("other-bob", "alice").iter().all(|it| it["text"] == "it is me"));

    world.says("alice", &["verify", "bob", "--confirm", &theirs]);

    let after = world.json("alice", &["verify", "bob"]);
    assert!(after["verified_at"].is_u64() && after["changed_safety_number"].is_null(), "{after}");
    assert_eq!(after["safety_number"], theirs.as_str());
    eventually("what waited arrives, both ways", || {
        let texts = [world.texts("other-bob", "alice"), world.texts("alice", "bob")];
        let waited = ["it is me", "only for the bob I know"];
        waited
            .iter()
            .all(|waited| texts.iter().all(|texts| texts.iter().any(|it| it == waited)))
            .then_some(())
    });
    world.tells("alice", "bob", "now you are he");
    assert_eq!(world.texts("other-bob", "alice").last().unwrap(), "now you are he");
}

#[test]
fn what_is_rejected_is_not_sent_to_and_the_known_key_stays() {
    let mut world = World::begin();
    let bob = world.newcomer("bob");
    let _alice = world.newcomer("alice");
    world.tells("alice", "bob", "hello");
    let known = number(&world, "alice", "bob", "safety_number");
    drop(bob);
    forget_bob(&mut world);
    world.register_in("other-bob", "bob", &[]);
    let _other = world.up("other-bob");
    world.says("other-bob", &["tell", "alice", "it is me", "--wait", "1"]);
    assert_ne!(number(&world, "alice", "bob", "changed_safety_number"), known);

    world.says("alice", &["verify", "bob", "--reject"]);

    let after = world.json("alice", &["verify", "bob"]);
    assert_eq!(after["safety_number"], known.as_str());
    world.says("alice", &["tell", "bob", "only for the bob I know", "--wait", "2"]);
    assert_eq!(world.texts("other-bob", "alice"), ["it is me"]);
    assert_eq!(world.texts("alice", "bob"), ["hello", "only for the bob I know"]);
}
