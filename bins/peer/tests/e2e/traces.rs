//! A message, followed from the command line to the recipient's peer.

use std::collections::HashSet;

use crate::{
    receiver::{Received, Receiver},
    world::{World, eventually},
};

const TEXT: &str = "a sentence nobody else should read";

fn traced(receiver: &Receiver, mode: &'static str) -> World {
    World::begin_with(&[
        ("OTEL_EXPORTER_OTLP_ENDPOINT", &receiver.endpoint),
        ("OTEL_BSP_SCHEDULE_DELAY", "100"),
        ("CAUSERIE_TRACE", mode),
    ])
}

/// The span of that name and service, with all its ancestors, nearest first, as `service name`.
fn lineage(spans: &[Received], service: &str, name: &str) -> Option<Vec<String>> {
    let mut at = spans.iter().find(|s| s.service == service && s.name == name)?;
    let mut line = vec![format!("{} {}", at.service, at.name)];
    while !at.parent.is_empty() {
        at = spans.iter().find(|s| s.id == at.parent && s.trace == at.trace)?;
        line.push(format!("{} {}", at.service, at.name));
    }
    Some(line)
}

fn traces_of<'a>(spans: &'a [Received], name: &str) -> HashSet<&'a [u8]> {
    spans.iter().filter(|s| s.name == name).map(|s| s.trace.as_slice()).collect()
}

#[test]
fn one_trace_leads_from_tell_to_the_recipients_peer() {
    let receiver = Receiver::begin();
    let world = traced(&receiver, "full");
    let _bob = world.newcomer("bob");
    let _alice = world.newcomer("alice");

    world.says("alice", &["tell", "bob", TEXT]);

    let spans = eventually("all spans arrive", || {
        let spans = receiver.spans();
        lineage(&spans, "causerie-peer-bob", "ReceiveEnvelopes")
            .map(|_| spans)
            .filter(|spans| lineage(spans, "causerie-server", "WhereIs").is_some())
    });
    let trace = spans.iter().find(|s| s.name == "tell").unwrap().trace.clone();
    let spans: Vec<_> = spans.into_iter().filter(|s| s.trace == trace).collect();
    let told = ["causerie-peer-alice SendMessage", "causerie tell"];
    let delivered = [&["causerie-peer-alice DeliverWaiting"][..], &told].concat();
    let expect = [
        (
            "causerie-server",
            "WhoIs",
            [&["causerie-server WhoIs", "causerie-peer-alice directory.who_is"][..], &told]
                .concat(),
        ),
        (
            "causerie-server",
            "WhereIs",
            [
                &["causerie-server WhereIs", "causerie-peer-alice directory.where_is"][..],
                &delivered,
            ]
            .concat(),
        ),
        (
            "causerie-peer-bob",
            "ReceiveEnvelopes",
            [
                &["causerie-peer-bob ReceiveEnvelopes", "causerie-peer-alice peer.deliver"][..],
                &delivered,
            ]
            .concat(),
        ),
    ];
    for (service, name, expected) in expect {
        assert_eq!(lineage(&spans, service, name).unwrap(), expected);
    }
}

#[test]
fn spans_tell_neither_words_nor_names() {
    let receiver = Receiver::begin();
    let world = traced(&receiver, "full");
    let _bob = world.newcomer("bobby-tables");
    let _alice = world.newcomer("alicia");

    world.says("alicia", &["tell", "bobby-tables", TEXT]);

    eventually("the message is traced", || {
        (!traces_of(&receiver.spans(), "ReceiveEnvelopes").is_empty()).then_some(())
    });
    for span in receiver.spans() {
        for secret in [TEXT, "bobby-tables", "alicia"] {
            assert!(!span.words.contains(secret), "{secret} is in {}", span.words);
        }
    }
}

#[test]
fn messages_that_travel_together_keep_their_own_traces() {
    let receiver = Receiver::begin();
    let world = traced(&receiver, "full");
    let _alice = world.newcomer("alice");
    world.register("bob");
    for text in ["one", "two", "three"] {
        world.says("alice", &["tell", "bob", text, "--wait", "0"]);
    }

    let _bob = world.up("bob");

    eventually("each message is received in its own trace", || {
        let spans = receiver.spans();
        let told = traces_of(&spans, "tell");
        let received = traces_of(&spans, "ReceiveEnvelopes");
        (told.len() == 3 && told.is_subset(&received)).then_some(())
    });
}

#[test]
fn t60_by_default_no_trace_crosses_from_one_peer_to_another() {
    let receiver = Receiver::begin();
    let world = traced(&receiver, "hop");
    let _bob = world.newcomer("bob");
    let _alice = world.newcomer("alice");

    world.says("alice", &["tell", "bob", TEXT]);

    eventually("both ends are traced", || {
        let spans = receiver.spans();
        let (sent, received) =
            (traces_of(&spans, "SendMessage"), traces_of(&spans, "ReceiveEnvelopes"));
        (!sent.is_empty() && !received.is_empty()).then(|| assert!(sent.is_disjoint(&received)))
    });
}

#[test]
fn one_trace_leads_by_way_of_the_mailbox_too() {
    let receiver = Receiver::begin();
    let world = traced(&receiver, "full");
    let mut bob = world.newcomer("bob");
    world.pre_keys_of("bob");
    bob.process.stop();
    let _alice = world.newcomer("alice");

    world.says("alice", &["tell", "bob", TEXT]);
    let _bob = world.up("bob");

    let spans = eventually("all spans arrive", || {
        let spans = receiver.spans();
        lineage(&spans, "causerie-peer-bob", "TakeMail").map(|_| spans)
    });
    let deposited = [
        "causerie-peer-alice directory.deposit",
        "causerie-peer-alice DeliverWaiting",
        "causerie-peer-alice SendMessage",
        "causerie tell",
    ];
    let ends = [("causerie-server", "DepositEnvelopes"), ("causerie-peer-bob", "TakeMail")];
    for (service, name) in ends {
        let line = lineage(&spans, service, name).unwrap();

        assert_eq!(line[0], format!("{service} {name}"));
        assert_eq!(line[1..], deposited);
    }
}
