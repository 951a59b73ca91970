//! Whose traces a request joins, and what its spans say.

use axum::{body::Body, http::Request};
use causerie_http_api::{DirectoryConfig, PeerConfig};
use causerie_wire::{Delivery, SendMessage, WireEnvelope};
use opentelemetry_sdk::trace::SpanData;

use crate::support::{
    Asking, BobsPeer, Recorder, TOKEN, alice, ask, directory_with, envelope, get, put_bytes,
    put_json,
};

const ONE: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const OTHER: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

#[tokio::test]
async fn a_request_joins_the_trace_it_names_where_traces_are_trusted() {
    let recorder = Recorder::start();
    let config = DirectoryConfig { trusts_traces: true, ..DirectoryConfig::default() };

    ask(&directory_with(config), get("/v1/people/bob").by(&alice()).with("traceparent", ONE)).await;

    let spans = recorder.spans();
    assert_eq!((spans.len(), spans[0].name.as_ref()), (1, "WhoIs"));
    assert_eq!(parent(&spans[0]), ONE);
}

#[tokio::test]
async fn t60_a_request_joins_nothing_where_traces_are_not_trusted() {
    let recorder = Recorder::start();
    let directory = directory_with(DirectoryConfig::default());
    let peer = BobsPeer::new().await.for_peers(PeerConfig::default());

    ask(&directory, get("/v1/people/bob").by(&alice()).with("traceparent", ONE)).await;
    ask(&peer, deliver(vec![traced(1, OTHER)]).with("traceparent", ONE)).await;

    let spans = recorder.spans();
    assert_eq!(spans.len(), 2);
    assert!(spans.iter().all(|span| parent(span).contains("-0000000000000000-")));
}

#[tokio::test]
async fn t60_neither_tracestate_nor_baggage_nor_two_parents_come_along() {
    let recorder = Recorder::start();
    let config = DirectoryConfig { trusts_traces: true, ..DirectoryConfig::default() };
    let directory = directory_with(config);
    let request = || get("/v1/people/bob").by(&alice()).with("traceparent", ONE);

    ask(&directory, request().with("tracestate", "a=b").with("baggage", "marker=1")).await;
    ask(&directory, request().with("traceparent", OTHER)).await;

    let spans = recorder.spans();
    assert_eq!(parent(&spans[0]), ONE);
    assert_eq!(spans[0].span_context.trace_state().header(), "");
    assert!(!format!("{:?}", spans[0]).contains("marker"));
    assert!(parent(&spans[1]).contains("-0000000000000000-"));
}

#[tokio::test]
async fn an_envelope_alone_makes_one_span_in_its_own_trace() {
    let recorder = Recorder::start();

    deliver_to_trusting(vec![traced(1, ONE)], OTHER).await;

    let spans = recorder.spans();
    assert_eq!(names(&spans), ["ReceiveEnvelopes"]);
    assert_eq!(parent(&spans[0]), ONE);
}

#[tokio::test]
async fn each_of_many_envelopes_has_a_span_in_its_own_trace() {
    let recorder = Recorder::start();

    deliver_to_trusting(vec![envelope(1, "alice", "a"), traced(2, ONE), traced(3, OTHER)], ONE)
        .await;

    let spans = recorder.spans();
    let mut parents: Vec<_> = spans.iter().map(parent).collect();
    parents.sort();
    assert_eq!(names(&spans), ["ReceiveEnvelopes", "ReceiveEnvelopes"]);
    assert_eq!(parents, [ONE, OTHER]);
}

#[tokio::test]
async fn envelopes_without_traces_join_that_of_the_request() {
    let recorder = Recorder::start();

    deliver_to_trusting(vec![envelope(1, "alice", "a"), envelope(2, "alice", "b")], ONE).await;

    let spans = recorder.spans();
    assert_eq!(names(&spans), ["ReceiveEnvelopes"]);
    assert_eq!(parent(&spans[0]), ONE);
}

#[tokio::test]
async fn what_a_person_sends_goes_on_in_the_trace_of_their_request() {
    let recorder = Recorder::start();
    let peer = BobsPeer::new().await;
    let body =
        SendMessage { to: "alice".to_owned(), text: "marker".to_owned(), ..SendMessage::default() };
    let path = "/v1/messages/0191d5f2-7c4a-7abc-8def-012345678901";
    let request = put_json(path, &body)
        .with("host", "127.0.0.1:7600")
        .with("authorization", &format!("Bearer {TOKEN}"))
        .with("traceparent", ONE);

    assert_eq!(ask(&peer.for_bob(), request).await.outcome(), "204");

    let spans = recorder.spans();
    let sent = &spans[0];
    assert_eq!(names(&spans), ["SendMessage"]);
    assert_eq!(parent(sent), ONE);
    let to = crate::support::device("alice");
    let due = causerie_usecases::ports::Pending::due(&*peer.store).await.unwrap();
    assert_eq!(due[0].to, to);
    let context = &sent.span_context;
    let carried = format!("00-{}-{}-01", context.trace_id(), context.span_id());
    assert_eq!(due[0].trace.as_ref().unwrap().as_str(), carried);
}

#[tokio::test]
async fn t61_spans_say_nothing_of_names_or_words() {
    let recorder = Recorder::start();
    let marked = |n| WireEnvelope { trace: Some(ONE.to_owned()), ..envelope(n, "alice", "marker") };

    deliver_to_trusting(vec![marked(1), marked(2), marked(3)], ONE).await;

    let spans = format!("{:?}", recorder.spans());
    assert!(spans.contains("ReceiveEnvelopes"));
    for secret in ["alice", "bob", "marker", "example"] {
        assert!(!spans.contains(secret), "{secret}");
    }
}

async fn deliver_to_trusting(envelopes: Vec<WireEnvelope>, header: &str) {
    let config = PeerConfig { trusts_traces: true, ..PeerConfig::default() };
    let peer = BobsPeer::new().await.for_peers(config);
    let reply = ask(&peer, deliver(envelopes).with("traceparent", header)).await;
    assert_eq!(reply.outcome(), "204");
}

fn deliver(envelopes: Vec<WireEnvelope>) -> Request<Body> {
    let path = "/v1/deliveries/0191d5f2-7c4a-7abc-8def-0123456789ff";
    let body = Delivery { envelopes }.encode();
    put_bytes(path, Delivery::CONTENT_TYPE, body).by(&alice())
}

fn traced(n: u8, trace: &str) -> WireEnvelope {
    WireEnvelope { trace: Some(trace.to_owned()), ..envelope(n, "alice", "hello") }
}

/// The parent of a span, as the `traceparent` that named it.
fn parent(span: &SpanData) -> String {
    format!("00-{}-{}-01", span.span_context.trace_id(), span.parent_span_id)
}

fn names(spans: &[SpanData]) -> Vec<&str> {
    spans.iter().map(|span| span.name.as_ref()).collect()
}
