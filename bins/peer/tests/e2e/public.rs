//! The public channel, with real processes.

use crate::{
    chat_manners::piped,
    world::{Up, World, assert_success, eventually, server},
};

const CHANNEL: &str = "#public";

fn hears(world: &World, name: &str, line: &str) {
    eventually("it is heard", || {
        let shown = world.says(name, &["conversation", CHANNEL, "--peek"]);
        shown.contains(line).then_some(())
    });
}

#[test]
fn people_who_do_not_know_each_other_come_in_by_speaking_and_hear_each_other() {
    let world = World::begin();
    let (_alice, _bob) = (world.newcomer("alice"), world.newcomer("bob"));

    let alone = world.json("alice", &["all", "is anybody here?", "--wait", "0"]);
    let told = world.json("bob", &["all", "I am", "--wait", "10"]);

    hears(&world, "alice", "bob  I am\n");
    world.says("alice", &["all", "hello, bob"]);
    hears(&world, "bob", "alice  hello, bob\n");
    assert_eq!(alone["message"]["to"], told["message"]["to"], "it is one room");
    assert!(told["message"]["to"].is_string(), "{told}");
    let before = world.says("bob", &["conversation", CHANNEL, "--peek"]);
    assert!(!before.contains("is anybody here?"), "nothing from before is read: {before}");
    let listed = world.says("bob", &["room", "list"]);
    assert!(listed.starts_with(CHANNEL) && listed.lines().count() == 1, "{listed}");
    let contacts = world.json("alice", &["contacts", "--all"]);
    assert_eq!(contacts["contacts"].as_array().unwrap().len(), 0, "{contacts}");
}

#[test]
fn in_the_interactive_client_all_hear_what_is_said_to_all() {
    let world = World::begin();
    let (_alice, _bob) = (world.newcomer("alice"), world.newcomer("bob"));
    world.says("bob", &["all", "first"]);

    let (code, said) = piped(&world, "/all\n/all hello, all\n/chat #public\nand again\n/leave\n");

    assert_eq!(code, Some(1), "one of it was refused");
    for line in
        ["it is /all TEXT", "  hello, all", "— #public", "  and again", "— you left #public"]
    {
        assert!(said.contains(line), "{line}: {said}");
    }
    hears(&world, "bob", "alice  hello, all\n");
    hears(&world, "bob", "alice  and again\n");
}

#[test]
fn where_the_directory_is_away_it_is_said_what_can_be_done() {
    let mut world = World::begin();
    let _alice = world.newcomer("alice");
    world.says("alice", &["all", "first"]);
    world.directory.stop();

    let refused = world.causerie("alice", &["all", "second"]);
    let said = world.causerie("alice", &["tell", CHANNEL, "second", "--wait", "0"]);

    let told = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(told.contains("DIRECTORY_UNREACHABLE") && told.contains("tell '#public'"), "{told}");
    assert_eq!(said.status.code(), Some(0));
}

/// A channel that alice moderates, with these people in it, each of whom has heard the one before.
fn moderated(names: &[&str]) -> (World, Vec<Up>) {
    let world = World::begin();
    operates(&world, &["moderators", "add", "alice"]);
    let peers: Vec<_> = names.iter().map(|name| world.newcomer(name)).collect();
    for name in names {
        world.says(name, &["all", &format!("{name} is here")]);
    }
    for name in names {
        hears(&world, name, &format!("{}  {0} is here", names[names.len() - 1]));
    }
    (world, peers)
}

/// What the operator of the directory has done to the public channel.
fn operates(world: &World, words: &[&str]) {
    let data = world.path("directory");
    let output = server(&[]).args(words).arg("--data").arg(data).output().unwrap();
    assert_success(&output);
}

fn refused(world: &World, name: &str, arguments: &[&str]) -> String {
    let output = world.causerie(name, arguments);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn a_moderator_removes_a_message_and_all_see_who_and_why() {
    let (world, _peers) = moderated(&["alice", "bob", "carol"]);
    let said = world.json("bob", &["all", "buy this"]);
    hears(&world, "carol", "bob  buy this\n");
    hears(&world, "alice", "bob  buy this\n");
    let id = said["message"]["id"].as_str().unwrap();

    let denied = refused(&world, "carol", &["moderate", "remove", id, "--reason", "no"]);
    let done = world.says("alice", &["moderate", "remove", id, "--reason", "advertisement"]);

    assert!(denied.contains("NOT_ENTITLED") && denied.contains("moderators add"), "{denied}");
    assert_eq!(done, "you removed a message of bob@localhost: advertisement\n");
    for name in ["alice", "bob", "carol"] {
        hears(&world, name, "bob  (removed by alice: advertisement)");
        hears(&world, name, "alice  ✗ removed a message of bob: advertisement\n");
        let shown = world.says(name, &["conversation", CHANNEL, "--peek"]);
        assert!(!shown.contains("buy this"), "{name}: {shown}");
    }
}

#[test]
fn who_is_muted_is_refused_and_all_see_why_until_it_is_lifted() {
    let (world, _peers) = moderated(&["alice", "bob", "carol"]);

    world.says("alice", &["moderate", "mute", "bob", "--for", "2h", "--reason", "calm down"]);
    for name in ["bob", "carol"] {
        hears(&world, name, "alice  (muted bob for 2h, until ");
        hears(&world, name, ": calm down)\n");
    }
    let muted = refused(&world, "bob", &["all", "why me?"]);
    let why = world.causerie("bob", &["why", CHANNEL]);
    world.says("alice", &["moderate", "lift", "bob", "--reason", "we talked"]);
    for name in ["bob", "carol"] {
        hears(&world, name, "alice  (lets bob speak and come in again: we talked)\n");
    }
    world.says("bob", &["all", "thank you"]);

    assert!(muted.contains("MUTED") && muted.contains("wait until 2"), "{muted}");
    assert!(muted.contains("alice@localhost, who muted you: calm down"), "{muted}");
    let why = String::from_utf8(why.stdout).unwrap();
    assert!(
        why.contains("you are not heard in #public: MUTED") && why.contains("over in "),
        "{why}"
    );
    hears(&world, "carol", "bob  thank you\n");
    let heard = world.says("carol", &["conversation", CHANNEL, "--peek"]);
    assert!(!heard.contains("why me?"), "{heard}");
}

#[test]
fn who_is_banned_is_out_and_does_not_come_in_again_until_that_is_lifted() {
    let (world, _peers) = moderated(&["alice", "bob", "carol"]);

    world.says("alice", &["moderate", "ban", "carol", "--reason", "advertisements"]);

    hears(&world, "bob", "alice  (banned carol: advertisements)\n");
    eventually("she is out", || {
        let shown = world.says("bob", &["room", "show", CHANNEL]);
        (!shown.contains("carol")).then_some(())
    });
    let banned = eventually("she hears that she is out", || {
        let told = String::from_utf8(world.causerie("carol", &["all", "let me in"]).stderr);
        told.ok().filter(|told| told.contains("BANNED"))
    });
    // Where she hears that she is out before she hears why, she cannot open that any more.
    let told = ["alice@localhost, who banned you: advertisements", "ask a moderator to lift it"];
    assert!(told.iter().any(|it| banned.contains(it)), "{banned}");
    world.says("alice", &["moderate", "lift", "carol", "--reason", "we talked"]);
    hears(&world, "bob", "alice  (lets carol speak and come in again: we talked)\n");
    world.says("carol", &["all", "I am back"]);
    hears(&world, "bob", "carol  I am back\n");
}

#[test]
fn when_the_operator_has_it_begin_anew_all_come_in_by_themselves_and_keep_what_was_said() {
    let (world, mut peers) = moderated(&["alice", "bob"]);
    let before = world.json("alice", &["room", "list"])["rooms"][0]["id"].clone();

    operates(&world, &["public", "reset"]);
    world.says("alice", &["all", "a new beginning"]);
    // He looks at his rooms as he comes back, and now and then.
    peers.pop().unwrap().process.stop();
    let _bob = world.up("bob");

    eventually("bob is in it", || {
        let rooms = world.json("bob", &["room", "list"])["rooms"].clone();
        let is_in = |it: &serde_json::Value| it["id"] != before && it["standing"] == "member";
        rooms.as_array().unwrap().iter().any(is_in).then_some(())
    });
    eventually("alice hears of him", || {
        world.says("alice", &["room", "show", CHANNEL]).contains("bob").then_some(())
    });
    world.says("alice", &["all", "can you hear me?"]);
    hears(&world, "bob", "alice  can you hear me?\n");
    let old = format!("#{}", before.as_str().unwrap());
    let kept = world.says("bob", &["conversation", &old, "--peek"]);
    assert!(kept.contains("bob is here"), "{kept}");
}
