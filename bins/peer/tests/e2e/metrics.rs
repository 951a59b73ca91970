//! What operators are told in numbers, and what they are not told.

use std::{
    collections::BTreeSet,
    io::{Read, Write},
    net::TcpStream,
};

use serde_json::Value;

use crate::{
    gauges::{Measured, Series},
    receiver::Receiver,
    world::{World, eventually},
};

const DASHBOARD: &str = include_str!("../../../../docs/grafana.json");

fn measured(receiver: &Receiver, more: &[(&str, &str)]) -> World {
    let always = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", &*receiver.endpoint),
        ("OTEL_METRIC_EXPORT_INTERVAL", "200"),
        ("OTEL_BSP_SCHEDULE_DELAY", "100"),
    ];
    World::begin_with(&[&always, more].concat())
}

/// Alice says something to Bob, and something more once he is away; somebody who does not speak TLS calls Alice.
fn story(world: &World) -> [crate::world::Up; 2] {
    let mut bob = world.newcomer("bobby-tables");
    let alice = world.newcomer("alicia");
    world.pre_keys_of("bobby-tables");
    world.tells("alicia", "bobby-tables", "hello");
    bob.process.stop();
    world.says("alicia", &["tell", "bobby-tables", "are you there?"]);
    let mut stranger = TcpStream::connect(&alice.peers).unwrap();
    stranger.write_all(b"GET / HTTP/1.0\r\n\r\n").unwrap();
    let _ = stranger.read_to_end(&mut Vec::new());
    [alice, bob]
}

#[test]
fn what_is_measured_is_true() {
    let receiver = Receiver::begin();
    let world = measured(&receiver, &[("CAUSERIE_TRACE", "off")]);

    let _running = story(&world);

    let at = |service, name, labels: &[(&str, &str)]| receiver.sum(service, name, labels);
    let sent = |path, outcome| {
        let labels = [("causerie.path", path), ("causerie.outcome", outcome)];
        at("causerie-peer", "causerie.messages.sent", &labels)
    };
    eventually("all of it is measured", || {
        let direct = [("causerie.path", "direct"), ("causerie.outcome", "kept")];
        let not_tls = [("error.type", "protocol")];
        let calls = |service, name| {
            at(service, "causerie.handler.duration", &[("causerie.handler", name)]) >= 1
        };
        let all = sent("direct", "delivered") >= 1
            && sent("mailbox", "stored") == 1
            && at("causerie-peer", "causerie.messages.received", &direct) >= 1
            && at("causerie-server", "causerie.messages.deposited", &direct[1..]) == 1
            && at("causerie-server", "causerie.mailbox.depth", &[]) == 1
            && at("causerie-server", "causerie.mailbox.size", &[]) > 100
            && at("causerie-peer", "causerie.tls.handshakes", &not_tls) == 1
            && at("causerie-server", "causerie.tls.handshakes", &[]) >= 2
            && calls("causerie-peer", "SendMessage")
            && calls("causerie-server", "DepositEnvelopes");
        all.then_some(())
    });
    assert!(receiver.spans().is_empty(), "CAUSERIE_TRACE=off keeps spans here, and only those");
}

#[test]
fn t60_no_metric_says_who() {
    let receiver = Receiver::begin();
    let world = measured(&receiver, &[]);

    let _running = story(&world);

    let metrics = eventually("all metrics arrive", || {
        let metrics = receiver.metrics();
        let names: BTreeSet<_> = metrics.iter().map(|it| it.name.clone()).collect();
        (names.len() >= 7).then_some(metrics)
    });
    let allowed = ["causerie.handler", "causerie.outcome", "causerie.path", "error.type"];
    let about = ["service.instance.id", "service.name"];
    for Measured { service, resource, words, name, series, .. } in &metrics {
        assert!(["causerie-peer", "causerie-server"].contains(&service.as_str()), "{service}");
        for key in resource {
            assert!(about.contains(&key.as_str()) || key.starts_with("telemetry.sdk."), "{key}");
        }
        for (key, value) in series.iter().flat_map(|one| &one.labels) {
            assert!(allowed.contains(&key.as_str()), "{name} has the label {key}");
            let is_a_word = value.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_');
            assert!(is_a_word, "{name}: {key} is {value}");
        }
        for secret in ["alicia", "bobby", "tables", "127.0.0.1", "localhost", "are you there"] {
            assert!(!words.contains(secret), "{secret} is in {words}");
        }
    }
}

#[test]
fn what_is_exported_is_on_the_dashboard_and_what_is_there_is_exported() {
    let receiver = Receiver::begin();
    let world = measured(&receiver, &[]);

    let _running = story(&world);

    let dashboard: Value = serde_json::from_str(DASHBOARD).unwrap();
    let mut queries = Vec::new();
    expressions(&dashboard, &mut queries);
    let shown: BTreeSet<_> = queries.iter().flat_map(|query| selected(query)).collect();
    assert!(shown.len() >= 8, "{shown:?}");
    let metrics = eventually("all that is shown is exported", || {
        let metrics = receiver.metrics();
        let there: BTreeSet<_> = metrics.iter().flat_map(Measured::in_prometheus).collect();
        shown.iter().all(|name| there.contains(name)).then_some(metrics)
    });
    for metric in &metrics {
        let names = metric.in_prometheus();
        assert!(names.iter().any(|name| shown.contains(name)), "{} is not shown", metric.name);
        for Series { labels, .. } in &metric.series {
            for (key, _) in labels {
                let label = key.replace('.', "_");
                let by = queries.iter().filter(|query| names.iter().any(|n| query.contains(n)));
                assert!(by.clone().any(|query| query.contains(&label)), "{label} is not shown");
            }
        }
    }
}

#[test]
fn a_receiver_of_traces_alone_gets_no_metrics() {
    let receiver = Receiver::begin();
    let world = measured(&receiver, &[("OTEL_METRICS_EXPORTER", "none")]);

    let [mut alice, _] = story(&world);

    assert!(alice.process.stop().0);
    eventually("spans arrive", || (!receiver.spans().is_empty()).then_some(()));
    assert!(receiver.metrics().is_empty());
}

/// What a dashboard asks.
fn expressions(of: &Value, found: &mut Vec<String>) {
    match of {
        Value::Object(entries) => {
            for (key, value) in entries {
                match value {
                    Value::String(query) if key == "expr" => found.push(query.clone()),
                    value => expressions(value, found),
                }
            }
        }
        Value::Array(all) => all.iter().for_each(|one| expressions(one, found)),
        _ => {}
    }
}

/// The metrics that a query selects: names before a brace.
fn selected(query: &str) -> Vec<String> {
    let before = query.split('{').filter(|part| !part.is_empty());
    before
        .filter_map(|part| {
            let name = part.rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_').next()?;
            name.starts_with("causerie_").then(|| name.to_owned())
        })
        .collect()
}
