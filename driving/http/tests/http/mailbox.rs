//! Reading a mailbox by asking, and saying what is kept.

use axum::{Router, body::Body, http::Request};
use causerie_http_api::{DirectoryConfig, Quota};
use causerie_usecases::ports::{
    Acknowledgements, Deposits, MailItem, MailNumber, Mailbox, NotAcknowledged, Undelivered,
};
use causerie_wire::{AcknowledgeMail, MAX_BODY_BYTES, PushFrame};
use rstest::rstest;
use tokio_tungstenite::tungstenite;

use crate::support::{
    Asking, Post, alice, ask, broken_directory, deposit, device, directory_with, enrol, get,
    letter, mailbox_path, outgoing, put_json,
};

#[tokio::test]
async fn what_was_deposited_is_read_with_the_real_client_until_it_is_acknowledged() {
    let post = Post::open().await;
    let (alice, bob) = (post.client("alice"), post.client("bob"));
    let all: Vec<_> = (0..450).map(|n| outgoing(n, "bob", 10)).collect();
    for batch in all.chunks(200) {
        alice.deposit(batch).await.unwrap();
    }

    let every = pending(&bob, 0, 10_000).await;
    let some = pending(&bob, 448, 10).await;
    bob.acknowledge(&device("bob"), MailNumber(449)).await.unwrap();
    bob.acknowledge(&device("bob"), MailNumber(2)).await.unwrap();
    let rest = pending(&bob, 0, 10).await;

    assert_eq!(numbers(&every), (1..=450).collect::<Vec<_>>());
    assert_eq!(numbers(&some), [449, 450]);
    assert_eq!(numbers(&rest), [450]);
}

#[tokio::test]
async fn as_many_bytes_as_were_asked_for_are_read_and_at_least_one_item() {
    let post = Post::open().await;
    let (alice, bob) = (post.client("alice"), post.client("bob"));
    for n in 0..6 {
        alice.deposit(&[outgoing(n, "bob", 90_000)]).await.unwrap();
    }

    let all = bob.pending(&device("bob"), MailNumber(0), 100, 10 << 20).await.unwrap();
    let few = bob.pending(&device("bob"), MailNumber(0), 100, 190_000).await.unwrap();
    let one = bob.pending(&device("bob"), MailNumber(0), 100, 1).await.unwrap();

    assert_eq!((all.len(), few.len(), one.len()), (6, 3, 1));
}

#[tokio::test]
async fn what_is_refused_for_good_and_what_is_put_off_are_told_apart() {
    let post = Post::open().await;

    let refused = post.client("alice").deposit(&[outgoing(1, "nobody", 5)]).await;
    let elsewhere = Post::open().await.client_of(&post.served.network, "alice");
    let unreachable = elsewhere.deposit(&[outgoing(1, "bob", 5)]).await;

    let id = outgoing(1, "nobody", 5).envelope.id;
    assert!(matches!(refused, Err(Undelivered::Refused(these))
        if these == [(id, "UNKNOWN_DEVICE".parse().unwrap())]));
    assert!(matches!(unreachable, Err(Undelivered::NotNow { cause, .. })
        if cause.as_str() == "DIRECTORY_UNREACHABLE"));
}

#[tokio::test]
async fn who_deposits_too_often_is_told_to_wait() {
    let deposits = Quota::new(1, 3);
    let post = Post::configured(DirectoryConfig { deposits, ..DirectoryConfig::default() }).await;
    post.leave("alice", "bob", 0..3).await;
    post.leave("alice", "bob", 3..6).await;
    post.leave("alice", "bob", 6..9).await;

    let refused = post.client("alice").deposit(&[outgoing(9, "bob", 5)]).await;

    assert!(matches!(refused, Err(Undelivered::NotNow { cause, .. })
        if cause.as_str() == "QUOTA_EXCEEDED"));
    post.leave("carol", "bob", 10..11).await;
}

#[tokio::test]
async fn a_mailbox_is_read_in_frames_that_any_client_reads() {
    let directory = directory_with(DirectoryConfig::default());
    enrol(&directory, "bob").await;
    for n in 0..4 {
        let many = (0..190).map(|i| letter(n * 190 + i, "bob", 900)).collect();
        assert_eq!(ask(&directory, deposit(many).by(&alice())).await.outcome(), "204");
    }

    let reply = ask(&directory, get(&mailbox_path("bob")).by(&bob())).await;

    assert_eq!(reply.headers["content-type"], "application/cbor-seq");
    let (mut rest, mut seen) = (&reply.body[..], Vec::new());
    while let Some((frame, behind)) = PushFrame::decode_first(rest).unwrap() {
        assert!(rest.len() - behind.len() <= MAX_BODY_BYTES && !frame.mail.is_empty());
        seen.extend(frame.mail.into_iter().map(|mail| mail.number));
        rest = behind;
    }
    assert_eq!(seen, (1..=760).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_number_the_mailbox_never_had_cannot_be_acknowledged() {
    let post = Post::open().await;
    post.leave("alice", "bob", 0..3).await;
    let bob = post.client("bob");

    let ahead = bob.acknowledge(&device("bob"), MailNumber(4)).await;

    assert!(matches!(ahead, Err(NotAcknowledged::Ahead)));
    assert_eq!(pending(&bob, 0, 10).await.len(), 3);
}

#[rstest]
#[case::read(|name: &str| get(&mailbox_path(name)))]
#[case::acknowledge(|name: &str| {
    put_json(&format!("{}/acknowledged", mailbox_path(name)), &AcknowledgeMail { up_to: 1 })
})]
#[case::listen(|name: &str| get(&format!("{}/push", mailbox_path(name))))]
#[tokio::test]
async fn t51_a_mailbox_is_for_its_own_device_only(#[case] asked: fn(&str) -> Request<Body>) {
    let directory = with_mail().await;

    let others = ask(&directory, asked("bob").by(&alice())).await;
    let second = ask(&directory, asked("bob").by("d2.bob.peers.chat.example.org")).await;
    let foreign = ask(&directory, asked("bob").by("d1.bob.peers.elsewhere.example")).await;
    let nobody = ask(&directory, asked("bob").with("x-forwarded-user", "bob")).await;

    for reply in [others, second] {
        assert_eq!(reply.outcome(), "403 FORBIDDEN");
    }
    for reply in [foreign, nobody] {
        assert_eq!(reply.outcome(), "401 CREDENTIAL_REQUIRED");
    }
    let untouched = ask(&directory, get(&mailbox_path("bob")).by(&bob())).await;
    assert!(!untouched.body.is_empty());
}

#[rstest]
#[case("after=-1")]
#[case("after=18446744073709551616")]
#[case("items=many")]
#[case("bytes=1.5")]
#[tokio::test]
async fn what_is_asked_for_has_to_be_a_number(#[case] query: &str) {
    let directory = with_mail().await;

    let path = format!("{}?{query}", mailbox_path("bob"));
    let reply = ask(&directory, get(&path).by(&bob())).await;

    assert_eq!(reply.outcome(), "400 BAD_REQUEST");
}

#[tokio::test]
async fn a_mailbox_that_cannot_be_read_says_so() {
    let directory = broken_directory();

    let read = ask(&directory, get(&mailbox_path("bob")).by(&bob())).await;
    let path = format!("{}/acknowledged", mailbox_path("bob"));
    let kept = ask(&directory, put_json(&path, &AcknowledgeMail { up_to: 1 }).by(&bob())).await;

    assert_eq!(
        (read.outcome().as_str(), kept.outcome().as_str()),
        ("503 UNAVAILABLE", "503 UNAVAILABLE")
    );
}

async fn with_mail() -> Router {
    let directory = directory_with(DirectoryConfig::default());
    enrol(&directory, "bob").await;
    let reply = ask(&directory, deposit(vec![letter(1, "bob", 5)]).by(&alice())).await;
    assert_eq!(reply.outcome(), "204");
    directory
}

fn bob() -> String {
    device("bob").to_string()
}

async fn pending(of: &impl Mailbox, after: u64, items: usize) -> Vec<MailItem> {
    of.pending(&device("bob"), MailNumber(after), items, 10 << 20).await.unwrap()
}

fn numbers(items: &[MailItem]) -> Vec<u64> {
    items.iter().map(|item| item.number.0).collect()
}

#[tokio::test]
async fn who_asks_for_what_is_behind_a_number_that_never_was_is_told_so_on_every_way() {
    let post = Post::open().await;
    post.leave("alice", "bob", 0..3).await;
    post.client("bob").acknowledge(&device("bob"), MailNumber(3)).await.unwrap();

    let path = |after: u64| format!("{}?after={after}", mailbox_path("bob"));
    let at_the_end = ask(&post.router, get(&path(3)).by(&bob())).await;
    let ahead = ask(&post.router, get(&path(4)).by(&bob())).await;
    let push = |after| format!("{}/push?after={after}", mailbox_path("bob"));
    let line_at_the_end = post.dial(Some("bob"), &push(3)).await;
    let line_ahead = post.dial(Some("bob"), &push(4)).await;

    assert_eq!(at_the_end.status, 200);
    assert_eq!(ahead.outcome(), "409 CURSOR_AHEAD");
    assert!(line_at_the_end.is_ok());
    assert!(matches!(line_ahead, Err(tungstenite::Error::Http(answer)) if answer.status() == 409));
}
