//! The stream of events, read by a client over a socket.

use std::time::Duration;

use axum::body::Body;
use causerie_chat::{Address, Timestamp};
use causerie_http_api::Limits;
use causerie_usecases::ports::Event;
use http_body_util::BodyExt;
use rstest::rstest;
use tokio::time::{Instant, sleep};
use tower::ServiceExt;

use crate::support::{Asking, BobsPeer, Streaming, ask, get, patient, reply};

#[tokio::test]
async fn what_changes_is_told_with_its_name_its_data_and_its_number() {
    let peer = Streaming::new().await;
    let mut stream = peer.watch("/v1/events", &[]).await;
    let (run, greeting) = stream.greeting().await;
    let who = || "alice@chat.example.org".parse::<Address>().unwrap();

    for event in [
        Event::Conversation(who().into()),
        Event::Delivery(who().into()),
        Event::Unopened(who()),
        Event::Typing(who()),
        Event::History,
        Event::Synced(Timestamp::from_millis(7)),
        Event::Behind,
        Event::Revoked,
    ] {
        peer.bob.events().tell(event);
    }

    let alice = "{\"with\":\"alice@chat.example.org\"}";
    let told = [
        ("conversation", alice),
        ("delivery", alice),
        ("unopened", alice),
        ("typing", alice),
        ("history", "{}"),
        ("synced", "{\"at\":7}"),
        ("behind", "{}"),
        ("revoked", "{}"),
    ];
    for (n, (name, data)) in (1..).zip(told) {
        let expected = format!("event: {name}\ndata: {data}\nid: {run}-{n}\n");
        assert_eq!(stream.next().await, Some(expected));
    }
    assert_eq!(greeting, format!(": connected\nid: {run}-0\n"));
    assert_eq!(stream.head("content-type"), "text/event-stream");
    assert_eq!(stream.head("cache-control"), "no-cache");
}

#[rstest]
#[case::as_browsers_do("/v1/events", true)]
#[case::in_the_address("/v1/events?after=ID", false)]
#[case::the_header_counts("/v1/events?after=1-1", true)]
#[tokio::test]
async fn a_stream_goes_on_behind_the_last_event_that_was_seen(
    #[case] path: &str,
    #[case] header: bool,
) {
    let peer = Streaming::new().await;
    let (run, _) = peer.watch("/v1/events", &[]).await.greeting().await;
    for n in 1..=3 {
        peer.tell(n);
    }

    let id = format!("{run}-1");
    let headers = [("last-event-id", id.as_str())];
    let path = path.replace("ID", &id);
    let mut stream = peer.watch(&path, if header { &headers } else { &[] }).await;

    assert_eq!(stream.next().await, Some(": connected\n".to_owned()));
    assert!(stream.next().await.unwrap().ends_with(&format!("id: {run}-2\n")));
    assert!(stream.next().await.unwrap().ends_with(&format!("id: {run}-3\n")));
}

#[tokio::test]
async fn the_number_of_the_greeting_resumes_too_so_that_nothing_is_missed_in_between() {
    let peer = Streaming::new().await;
    peer.tell(1);
    let (run, greeting) = peer.watch("/v1/events", &[]).await.greeting().await;
    peer.tell(2);

    let id = format!("{run}-1");
    let mut stream = peer.watch("/v1/events", &[("last-event-id", &id)]).await;

    assert!(greeting.ends_with(&format!("id: {id}\n")));
    stream.next().await;
    assert!(stream.next().await.unwrap().ends_with(&format!("id: {run}-2\n")));
}

#[rstest]
#[case::another_run("7-1", 2, 1)]
#[case::from_the_future("RUN-9", 2, 1)]
#[case::too_old("RUN-1", 1_026, 3)]
#[tokio::test]
async fn what_was_missed_is_told_as_a_gap_and_what_is_known_follows(
    #[case] id: &str,
    #[case] told: u64,
    #[case] first: u64,
) {
    let peer = Streaming::new().await;
    let (run, _) = peer.watch("/v1/events", &[]).await.greeting().await;
    for n in 1..=told {
        peer.tell(n);
    }

    let id = id.replace("RUN", &run);
    let mut stream = peer.watch("/v1/events", &[("last-event-id", &id)]).await;

    stream.next().await;
    assert_eq!(stream.next().await, Some("event: gap\ndata: {}\n".to_owned()));
    assert!(stream.next().await.unwrap().ends_with(&format!("id: {run}-{first}\n")));
}

#[tokio::test]
async fn a_gap_with_nothing_behind_it_has_a_number_is_told_once_and_the_stream_goes_on() {
    let peer = Streaming::new().await;
    let (run, _) = peer.watch("/v1/events", &[]).await.greeting().await;

    let mut stream = peer.watch("/v1/events", &[("last-event-id", "7-1")]).await;
    stream.next().await;
    let gap = stream.next().await;
    peer.tell(1);

    assert_eq!(gap, Some(format!("event: gap\ndata: {{}}\nid: {run}-0\n")));
    assert!(stream.next().await.unwrap().ends_with(&format!("id: {run}-1\n")));
}

#[rstest]
#[case("/v1/events?after=7", &[])]
#[case("/v1/events?after=", &[])]
#[case("/v1/events", &["7"])]
#[case("/v1/events", &["é"])]
#[case("/v1/events", &["7-1", "7-1"])]
#[tokio::test]
async fn what_is_no_number_of_an_event_is_refused(#[case] path: &str, #[case] ids: &[&str]) {
    let router = BobsPeer::new().await.for_bob();
    let mut request = get(path).own();
    for id in ids {
        let id = axum::http::HeaderValue::from_bytes(id.as_bytes()).unwrap();
        request.headers_mut().append("last-event-id", id);
    }

    assert_eq!(ask(&router, request).await.outcome(), "400 BAD_REQUEST");
}

#[tokio::test]
async fn a_stream_outlasts_the_limits_of_requests_and_of_idle_connections() {
    let short = Duration::from_millis(200);
    let limits = Limits { head: short, request: short, idle: short, ..Limits::default() };
    let peer = Streaming::within(limits).await;
    let mut stream = peer.watch("/v1/events", &[]).await;
    stream.greeting().await;

    sleep(short * 5).await;
    peer.tell(1);

    assert!(stream.next().await.unwrap().starts_with("event: conversation\n"));
}

#[tokio::test]
async fn a_stream_ends_in_good_order_when_its_connection_is_too_old() {
    let limits = Limits { age: Duration::from_millis(300), ..Limits::default() };
    let peer = Streaming::within(limits).await;
    let mut stream = peer.watch("/v1/events", &[]).await;
    stream.greeting().await;

    assert_eq!(stream.next().await, None);
}

#[tokio::test]
async fn streams_end_at_once_and_in_good_order_when_the_peer_stops() {
    let mut peer = Streaming::new().await;
    let mut streams = [peer.watch("/v1/events", &[]).await, peer.watch("/v1/events", &[]).await];
    let began = Instant::now();

    peer.stop().await;

    for stream in &mut streams {
        stream.greeting().await;
        assert_eq!(stream.next().await, None);
    }
    assert!(began.elapsed() < Duration::from_secs(3));
}

#[tokio::test]
async fn t54_there_are_only_so_many_streams_and_one_that_ends_makes_room() {
    let peer = Streaming::new().await;
    let mut streams = Vec::new();
    for _ in 0..16 {
        streams.push(peer.watch("/v1/events", &[]).await);
    }

    let refused = reply(peer.ask("/v1/events", &[]).await.0.map(Body::new)).await;
    let other = reply(peer.ask("/v1/status", &[]).await.0.map(Body::new)).await;
    drop(streams.pop());
    let room = async {
        while peer.ask("/v1/events", &[]).await.0.status() != 200 {
            sleep(Duration::from_millis(10)).await;
        }
    };
    patient(room).await;

    assert_eq!(refused.outcome(), "429 QUOTA_EXCEEDED");
    assert!(refused.problem().retry && refused.headers.contains_key("retry-after"));
    assert_eq!(other.outcome(), "200");
}

#[tokio::test(start_paused = true)]
async fn silence_is_broken_by_a_comment_every_fifteen_seconds() {
    let router = BobsPeer::new().await.for_bob();
    let mut answer = router.oneshot(get("/v1/events").own()).await.unwrap().into_body();
    answer.frame().await.unwrap().unwrap();

    for _ in 0..3 {
        let began = Instant::now();
        let comment = answer.frame().await.unwrap().unwrap().into_data().unwrap();

        assert!(comment.starts_with(b":") && comment.ends_with(b"\n\n"));
        assert_eq!(began.elapsed().as_secs(), 15);
    }
}
