//! The line on which a device hears what is new, with the real client.

use std::time::Duration;

use causerie_http_api::{Limits, PushConfig};
use causerie_usecases::ports::{
    Acknowledgements, Deposits, Mail, MailItem, MailNumber, Mailbox, Outgoing, Pushed,
};
use causerie_wire::WireEnvelope;
use rstest::rstest;
use tokio::time::{sleep, timeout};

use crate::support::{
    Asking, Keys, Post, alice, ask, caught_up, claimed, deposit, device, letter, mail, numbers,
    outgoing, patient, publish, reply_of,
};

const MOMENT: Duration = Duration::from_millis(300);

#[tokio::test]
async fn what_is_deposited_comes_at_once_and_is_gone_once_it_is_acknowledged() {
    let post = Post::open().await;
    let mut bob = post.line("bob", 0).await;
    caught_up(&mut *bob).await;
    let sent = outgoing(1, "bob", 1_000);

    post.client("alice").deposit(std::slice::from_ref(&sent)).await.unwrap();
    let items = mail(&mut *bob).await;
    bob.acknowledge(items[0].number).await.unwrap();

    assert_eq!(items.len(), 1);
    assert_eq!(items[0].mail, Mail::Envelope { from: device("alice"), sent });
    emptied(&post, "bob").await;
}

#[tokio::test]
async fn what_was_there_before_comes_first_then_the_word_that_it_was_all_then_what_is_new() {
    let post = Post::open().await;
    for batch in 0..3 {
        post.leave("alice", "bob", batch * 200..(batch + 1) * 200).await;
    }

    let mut bob = post.line("bob", 0).await;

    let mut seen = Vec::new();
    while seen.len() < 600 {
        seen.extend(numbers(&mut *bob).await);
    }
    assert_eq!(seen, (1..=600).collect::<Vec<_>>());
    caught_up(&mut *bob).await;
    post.leave("carol", "bob", 600..601).await;
    assert_eq!(numbers(&mut *bob).await, [601]);
}

#[tokio::test]
async fn a_line_goes_on_where_it_is_told_to_and_what_was_not_acknowledged_comes_again() {
    let post = Post::open().await;
    post.leave("alice", "bob", 0..5).await;
    let mut first = post.line("bob", 0).await;
    assert_eq!(numbers(&mut *first).await, [1, 2, 3, 4, 5]);
    first.acknowledge(MailNumber(2)).await.unwrap();
    drop(first);
    sleep(MOMENT).await;

    let mut again = post.line("bob", 0).await;
    assert_eq!(numbers(&mut *again).await, [3, 4, 5]);
    let mut later = post.line("bob", 4).await;
    assert_eq!(numbers(&mut *later).await, [5]);
}

#[tokio::test]
async fn the_last_word_of_a_device_before_it_leaves_is_heard() {
    let post = Post::slow().await;
    post.leave("alice", "bob", 0..5).await;
    let mut line = post.line("bob", 0).await;
    let seen = numbers(&mut *line).await;

    line.acknowledge(MailNumber(seen[4])).await.unwrap();
    drop(line);

    emptied(&post, "bob").await;
}

#[tokio::test]
async fn large_envelopes_come_whole_and_in_order() {
    let post = Post::open().await;
    let alice = post.client("alice");
    let mut bob = post.line("bob", 0).await;
    caught_up(&mut *bob).await;
    let sizes = [1, 16_319, 16_320, 16_321, 98_304, 70_000, 98_304, 10];

    for (n, size) in (1..).zip(sizes) {
        alice.deposit(&[outgoing(n, "bob", size)]).await.unwrap();
    }

    let mut seen = Vec::new();
    while seen.len() < sizes.len() {
        for item in mail(&mut *bob).await {
            let Mail::Envelope { sent, .. } = item.mail else { panic!() };
            seen.push(sent);
        }
    }
    let sent: Vec<_> = (1..).zip(sizes).map(|(n, size)| outgoing(n, "bob", size)).collect();
    assert!(seen == sent);
}

#[tokio::test]
async fn waiting_for_what_comes_may_be_given_up_and_nothing_is_lost() {
    let post = Post::open().await;
    let mut bob = post.line("bob", 0).await;
    caught_up(&mut *bob).await;
    let sender = post.client("alice");
    let sending = async {
        for n in 0..50 {
            sender.deposit(&[outgoing(n, "bob", 60_000)]).await.unwrap();
        }
    };
    let receiving = async {
        let mut seen = Vec::new();
        while seen.len() < 50 {
            if let Ok(pushed) = timeout(Duration::from_micros(300), bob.next()).await {
                let Pushed::Mail(items) = pushed.unwrap() else { continue };
                let last = items.last().unwrap().number;
                seen.extend(items.iter().map(|item| item.number.0));
                bob.acknowledge(last).await.unwrap();
            }
        }
        seen
    };

    let (seen, ()) = patient(futures_util::future::join(receiving, sending)).await;

    assert_eq!(seen, (1..=50).collect::<Vec<_>>());
}

#[tokio::test]
async fn what_comes_belongs_to_the_trace_it_was_sent_in() {
    let post = Post::open().await;
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let traced = WireEnvelope { trace: Some(trace.to_owned()), ..letter(1, "bob", 5) };
    let reply = ask(&post.router, deposit(vec![traced]).by(&alice())).await;
    assert_eq!(reply.outcome(), "204");

    let mut bob = post.line("bob", 0).await;
    let pushed = mail(&mut *bob).await;
    let fetched = post.client("bob");
    let fetched = fetched.pending(&device("bob"), MailNumber(0), 1, 1).await.unwrap();

    for items in [pushed, fetched] {
        let Mail::Envelope { sent: Outgoing { trace: told, .. }, .. } = &items[0].mail else {
            panic!()
        };
        assert_eq!(told.as_ref().unwrap().as_str(), trace);
    }
}

#[tokio::test]
async fn a_newer_line_takes_the_place_of_the_older() {
    let post = Post::open().await;
    let mut older = post.raw("bob").await;
    older.hear().await;
    let mut others = post.line("carol", 0).await;
    caught_up(&mut *others).await;

    let mut newer = post.line("bob", 0).await;

    assert_eq!(older.closed().await, 1_000);
    post.leave("alice", "bob", 0..1).await;
    post.leave("alice", "carol", 1..2).await;
    assert_eq!(numbers(&mut *newer).await, [1]);
    assert_eq!(numbers(&mut *others).await, [1]);
}

#[rstest]
#[case::few(19, true)]
#[case::enough(20, false)]
#[tokio::test]
async fn a_device_with_few_pre_keys_hears_so_when_it_comes(#[case] left: u32, #[case] told: bool) {
    let post = Post::open().await;
    publishes(&post, left).await;

    let mut bob = post.line("bob", 0).await;

    assert_eq!(patient(bob.next()).await.unwrap(), Pushed::CaughtUp);
    let next = timeout(MOMENT, bob.next()).await.map(Result::unwrap).ok();
    assert_eq!(next, told.then_some(Pushed::PreKeysLow));
}

#[tokio::test]
async fn a_device_hears_when_its_pre_keys_grow_few() {
    let post = Post::open().await;
    publishes(&post, 21).await;
    let mut bob = post.line("bob", 0).await;
    assert_eq!(patient(bob.next()).await.unwrap(), Pushed::CaughtUp);

    claims(&post, 1).await;
    assert!(timeout(MOMENT, bob.next()).await.is_err());
    claims(&post, 2).await;

    assert_eq!(patient(bob.next()).await.unwrap(), Pushed::PreKeysLow);
}

#[tokio::test]
async fn no_more_is_under_way_than_the_window_allows_and_all_comes_in_the_end() {
    let push = PushConfig { items: 10, ..PushConfig::default() };
    let post = Post::with(push, Limits::default()).await;
    post.leave("alice", "bob", 0..25).await;
    let mut bob = post.raw("bob").await;

    assert_eq!(bob.mail().await, (1..=10).collect::<Vec<_>>());
    assert!(timeout(MOMENT, bob.mail()).await.is_err());
    bob.say(reply_of(10)).await;
    assert_eq!(bob.mail().await, (11..=20).collect::<Vec<_>>());
    bob.say(reply_of(20)).await;
    assert_eq!(bob.mail().await, (21..=25).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_mailbox_can_be_read_and_emptied_while_there_is_a_line() {
    let post = Post::open().await;
    post.leave("alice", "bob", 0..3).await;
    let mut line = post.line("bob", 0).await;
    assert_eq!(numbers(&mut *line).await, [1, 2, 3]);

    post.client("bob").acknowledge(&device("bob"), MailNumber(3)).await.unwrap();

    line.acknowledge(MailNumber(3)).await.unwrap();
    post.leave("alice", "bob", 3..4).await;
    assert_eq!(numbers(&mut *line).await, [4]);
}

/// Waits until nothing is left in somebody's mailbox.
async fn emptied(post: &Post, name: &str) {
    let empty = async {
        while !pending(post, name).await.is_empty() {
            sleep(MOMENT / 10).await;
        }
    };
    patient(empty).await;
}

async fn pending(post: &Post, name: &str) -> Vec<MailItem> {
    let client = post.client(name);
    client.pending(&device(name), MailNumber(0), 100, 1 << 20).await.unwrap()
}

/// Bob publishes so many one-time pre-keys.
async fn publishes(post: &Post, many: u32) {
    let batch = Keys::of("bob", 1).batch(1..=many);
    assert_eq!(ask(&post.router, publish("bob", &batch)).await.outcome(), "204");
}

/// Carol claims one of Bob's pre-keys, in a claim of that number.
async fn claims(post: &Post, n: usize) {
    claimed(&post.router, "carol", n, "bob").await;
}
