//! How long a line lives.

use std::time::Duration;

use causerie_http_api::{Limits, PushConfig};
use futures_util::StreamExt;
use tokio::time::{Instant, sleep, timeout};
use tokio_tungstenite::tungstenite::Message;

use crate::support::{Post, caught_up, numbers, patient};

const BEAT: Duration = Duration::from_millis(100);

/// Asked every 100 ms, dead after 300.
fn quick() -> PushConfig {
    PushConfig { ping: BEAT, dead: BEAT * 3, ..PushConfig::default() }
}

#[tokio::test]
async fn an_idle_line_stays_for_as_long_as_the_other_end_answers() {
    let post = Post::with(quick(), Limits::default()).await;
    let mut bob = post.line("bob", 0).await;
    caught_up(&mut *bob).await;

    // Only pings come, which the client answers while it waits.
    while let Ok(pushed) = timeout(BEAT * 12, bob.next()).await {
        pushed.unwrap();
    }

    post.leave("alice", "bob", 0..1).await;
    assert_eq!(numbers(&mut *bob).await, [1]);
}

#[tokio::test]
async fn a_line_whose_other_end_says_nothing_is_dropped() {
    let post = Post::with(quick(), Limits::default()).await;
    let mut bob = post.raw("bob").await;
    bob.hear().await;
    let began = Instant::now();

    // Nobody waits on it, so nobody answers.
    sleep(BEAT * 6).await;
    let mut pings = 0;
    while let Some(Ok(message)) = patient(bob.0.next()).await {
        pings += u32::from(matches!(message, Message::Ping(_)));
    }

    assert!((1..=4).contains(&pings), "{pings}");
    assert!(began.elapsed() < BEAT * 12);
}

#[tokio::test]
async fn lines_are_closed_in_good_order_when_the_server_stops() {
    let post = Post::open().await;
    let (mut bob, mut carol) = (post.raw("bob").await, post.raw("carol").await);
    bob.hear().await;
    carol.hear().await;
    let began = Instant::now();

    let codes = futures_util::future::join(bob.closed(), carol.closed());
    let (codes, ()) = patient(futures_util::future::join(codes, post.served.stop())).await;

    assert_eq!(codes, (1_001, 1_001));
    assert!(began.elapsed() < Limits::default().grace);
}

#[tokio::test]
async fn a_line_that_does_not_heed_the_end_does_not_hold_up_the_server() {
    let limits = Limits { grace: BEAT * 3, ..Limits::default() };
    let post = Post::with(PushConfig::default(), limits).await;
    let _deaf = post.raw("bob").await;
    let began = Instant::now();

    patient(post.served.stop()).await;

    assert!(began.elapsed() < BEAT * 15);
}

#[tokio::test]
async fn an_old_line_is_closed_so_that_its_device_shows_again_who_it_is() {
    let limits = Limits { age: BEAT * 10, ..Limits::default() };
    let post = Post::with(PushConfig::default(), limits).await;
    let mut bob = post.raw("bob").await;
    let began = Instant::now();

    let code = bob.closed().await;

    assert_eq!(code, 1_001);
    assert!(began.elapsed() > BEAT * 8 && began.elapsed() < BEAT * 30);
}

#[tokio::test]
async fn a_device_that_leaves_in_good_order_is_answered() {
    let post = Post::open().await;
    let mut bob = post.raw("bob").await;
    bob.hear().await;

    bob.say(Message::Close(None)).await;

    assert_eq!(bob.closed().await, 1_005);
}
