//! What those ask who look after a process.

use std::time::Duration;

use axum::{Router, body::Body, http::Request};
use rstest::rstest;
use tokio::time::{sleep, timeout};

use crate::support::{Asking, BobsPeer, Disk, FAULT, Shown, ask, directory, directory_on, get};

const HOST: &str = "127.0.0.1:7600";

/// As anybody asks, from this machine.
fn stranger(path: &str) -> Request<Body> {
    get(path).with("host", HOST)
}

async fn of(directory: bool, disk: &Disk, shown: Shown) -> Router {
    if directory {
        directory_on(disk, shown)
    } else {
        BobsPeer::new().await.for_bob_on(disk, shown)
    }
}

#[rstest]
#[tokio::test]
async fn who_shows_nothing_learns_that_it_runs_and_is_ready_and_nothing_else(
    #[values(true, false)] at_directory: bool,
    #[values("/healthz", "/readyz")] path: &str,
) {
    let router = of(at_directory, &Disk::good(), Shown::Valid).await;

    let reply = ask(&router, stranger(path)).await;

    assert_eq!(reply.outcome(), "204");
    assert!(reply.body.is_empty());
    assert!(reply.headers.keys().all(|name| name == "content-length"), "{:?}", reply.headers);
}

#[rstest]
#[tokio::test]
async fn who_cannot_keep_anything_runs_and_is_not_ready(#[values(true, false)] at_directory: bool) {
    let router = of(at_directory, &Disk::broken(), Shown::Valid).await;

    let (runs, ready) =
        (ask(&router, stranger("/healthz")).await, ask(&router, stranger("/readyz")).await);

    assert_eq!(runs.outcome(), "204");
    assert_eq!(ready.outcome(), "503 STORE_UNAVAILABLE");
    assert!(ready.problem().retry);
    assert!(!String::from_utf8_lossy(&ready.body).contains(FAULT));
}

#[rstest]
#[tokio::test]
async fn who_has_nothing_valid_to_show_is_not_ready(
    #[values(true, false)] at_directory: bool,
    #[values(Shown::Nothing, Shown::Expired, Shown::Unreadable)] shown: Shown,
) {
    let router = of(at_directory, &Disk::good(), shown).await;

    let reply = ask(&router, stranger("/readyz")).await;

    assert_eq!(reply.outcome(), "503 NO_VALID_CREDENTIAL");
}

#[tokio::test(start_paused = true)]
async fn t54_however_many_ask_the_store_is_written_to_once_a_second() {
    let disk = Disk::good();
    let router = directory_on(&disk, Shown::Valid);

    for _ in 0..100 {
        assert_eq!(ask(&router, stranger("/readyz")).await.outcome(), "204");
    }
    assert_eq!(disk.writes(), 1);

    sleep(Duration::from_secs(1)).await;
    ask(&router, stranger("/readyz")).await;
    assert_eq!(disk.writes(), 2);
}

#[tokio::test(start_paused = true)]
async fn t54_who_asks_and_goes_away_has_it_written_to_no_more_often() {
    let disk = Disk::slow(Duration::from_millis(500));
    let router = directory_on(&disk, Shown::Valid);

    for _ in 0..40 {
        let gone = timeout(Duration::from_millis(10), ask(&router, stranger("/readyz"))).await;
        assert!(gone.is_err());
    }

    assert_eq!(disk.writes(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_store_that_does_not_answer_is_not_waited_for() {
    let router = directory_on(&Disk::slow(Duration::from_mins(1)), Shown::Valid);

    let reply = timeout(Duration::from_secs(5), ask(&router, stranger("/readyz"))).await;

    assert_eq!(reply.unwrap().outcome(), "503 STORE_UNAVAILABLE");
}

#[rstest]
#[case::rebound(get("/readyz").with("host", "rebound.example:7600"))]
#[case::page(stranger("/readyz").with("origin", "http://evil.example"))]
#[case::no_host(get("/healthz"))]
#[tokio::test]
async fn web_pages_from_elsewhere_do_not_learn_that_a_peer_runs(#[case] request: Request<Body>) {
    let router = BobsPeer::new().await.for_bob();

    assert_eq!(ask(&router, request).await.outcome(), "403 FORBIDDEN");
}

#[tokio::test]
async fn nothing_else_is_told_without_a_token_or_certificate() {
    let (bobs, directory) = (BobsPeer::new().await.for_bob(), directory());

    for path in ["/readyz/", "/healthz/x", "/healthzz", "//readyz", "/v1/status", "/"] {
        assert_eq!(ask(&bobs, stranger(path)).await.outcome(), "401 CREDENTIAL_REQUIRED", "{path}");
    }
    let status = ask(&directory, stranger("/v1/people/bob")).await;
    assert_eq!(status.outcome(), "401 CREDENTIAL_REQUIRED");
}
