//! A device that was taken away while it runs: it is told, once, and leaves the directory alone.

use std::{thread, time::Duration};

use crate::{
    chat_manners::{at_terminal, last},
    world::{Process, World, eventually},
};

#[test]
fn a_running_device_that_is_revoked_says_so_once_and_what_is_kept_can_be_read() {
    let world = World::begin();
    let _alice = world.newcomer("alice");
    let _bob = world.newcomer("bob");
    world.link("phone");
    let mut phone = world.up("phone");
    world.says("phone", &["tell", "bob", "from the phone", "--require-delivery"]);
    let chat = at_terminal(&world, "phone", &["chat", "bob"]);
    chat.shows("a line to type in", |screen| last(screen) == "bob>");

    world.says("alice", &["devices", "revoke", "phone"]);

    chat.shows("that it was revoked", |screen| screen.contains("this device was revoked: link"));
    let status = world.json("phone", &["status"]);
    assert_eq!((&status["revoked"], &status["signed_in"]), (&true.into(), &false.into()));
    let required = world.causerie("phone", &["status", "--require-sign-in"]);
    assert_eq!(required.status.code(), Some(4));
    for command in ["status", "devices"] {
        let said = world.says("phone", &[command]);
        assert!(said.contains("revoked") && said.contains("causerie join"), "{said}");
    }
    assert_eq!(world.texts("phone", "bob"), ["from the phone"]);
    // As long as a few of the attempts that are no longer made would take.
    thread::sleep(Duration::from_secs(3));
    let (ended_well, log) = phone.process.stop();
    assert!(ended_well, "{log}");
    assert_eq!(log.matches("DEVICE_REVOKED").count(), 1, "{log}");
    assert!(log.contains("causerie join") && !log.contains("not announced"), "{log}");
}

#[test]
fn a_device_that_was_revoked_while_it_was_away_is_told_when_it_comes_up() {
    let world = World::begin();
    let _alice = world.newcomer("alice");
    world.link("phone");
    let mut phone = world.up("phone");
    phone.process.stop();
    world.says("alice", &["devices", "revoke", "phone"]);

    let (mut again, said) = Process::start(&mut world.command("phone", &["up"]));

    assert!(said.contains("alice@localhost is up"), "{said}");
    eventually("its status says so", || {
        world.says("phone", &["status"]).contains("this device was revoked").then_some(())
    });
    let chat = at_terminal(&world, "phone", &["chat"]);
    chat.shows("that it was revoked", |screen| screen.contains("this device was revoked: link"));
    thread::sleep(Duration::from_secs(3));
    let (ended_well, log) = again.stop();
    assert!(ended_well, "{log}");
    assert_eq!(log.matches("DEVICE_REVOKED").count(), 1, "{log}");
    assert!(!log.contains("WARN"), "one line is enough: {log}");
}
