//! Who is there, over the real line: shown to those it is sealed for, and to nobody else.

use std::time::Duration;

use causerie_chat::{
    PresenceKeys, PresenceMark, PresenceState, SealedPresence, ShownPresence, Timestamp,
};
use causerie_http_api::{Limits, PushConfig, Quota};
use causerie_usecases::ports::{MailLine, MarkNews, Pushed};
use causerie_wire::{LineReply, MAX_FRAME_MARKS, PushFrame, WirePresence};
use rstest::rstest;
use tokio::time::{sleep, timeout};
use tokio_tungstenite::tungstenite::Message;

use crate::support::{Post, caught_up, patient, secrets};

const MOMENT: Duration = Duration::from_millis(400);

fn keys(own: &str, other: &str) -> PresenceKeys {
    PresenceKeys::of(&secrets(own).1, &secrets(other).1.public())
}

/// What one shows to another.
fn shown(by: &str, to: &str, state: PresenceState) -> (PresenceMark, SealedPresence) {
    let keys = keys(by, to);
    let (since, at) = (Timestamp::from_millis(1), Timestamp::from_millis(2));
    (keys.shown_at(), keys.seal(ShownPresence { state, since, at }).unwrap())
}

async fn online(post: &Post, name: &str) -> Box<dyn MailLine> {
    let mut line = post.line(name, 0).await;
    caught_up(&mut *line).await;
    line
}

async fn news(line: &mut dyn MailLine) -> Vec<MarkNews> {
    loop {
        if let Pushed::Presence(news) = patient(line.next()).await.unwrap() {
            return news;
        }
    }
}

async fn silent(line: &mut dyn MailLine) -> bool {
    timeout(MOMENT, news(line)).await.is_err()
}

/// The state that `bob` reads where Alice shows hers to him; nothing if nothing stands there.
async fn state(bob: &mut dyn MailLine) -> Option<PresenceState> {
    let news = news(bob).await;
    let sealed = news[0].sealed?;
    Some(keys("bob", "alice").open(&sealed).unwrap().state)
}

async fn watching(post: &Post) -> Box<dyn MailLine> {
    let mut bob = online(post, "bob").await;
    bob.watch(&[keys("bob", "alice").watched_at()]).await.unwrap();
    assert_eq!(state(&mut *bob).await, None);
    bob
}

#[tokio::test]
async fn contacts_see_at_once_how_somebody_is_there() {
    let post = Post::open().await;
    let (mut alice, mut bob) = (online(&post, "alice").await, watching(&post).await);

    for state_now in [PresenceState::Online, PresenceState::Busy, PresenceState::Away] {
        alice.show(Some(&[shown("alice", "bob", state_now)])).await.unwrap();

        assert_eq!(state(&mut *bob).await, Some(state_now));
    }
    alice.show(None).await.unwrap();
    assert_eq!(state(&mut *bob).await, None);
}

#[tokio::test]
async fn t39_who_is_no_contact_sees_nothing_and_opens_nothing_at_marks_of_others() {
    let post = Post::open().await;
    let (mut alice, mut bob) = (online(&post, "alice").await, watching(&post).await);
    let mut carol = online(&post, "carol").await;
    let stolen = keys("bob", "alice").watched_at();
    carol.watch(&[keys("carol", "alice").watched_at(), stolen]).await.unwrap();
    assert_eq!(news(&mut *carol).await.len(), 2);

    alice.show(Some(&[shown("alice", "bob", PresenceState::Busy)])).await.unwrap();

    assert_eq!(state(&mut *bob).await, Some(PresenceState::Busy));
    let seen = news(&mut *carol).await;
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].mark, stolen);
    assert_eq!(keys("carol", "alice").open(&seen[0].sealed.unwrap()), None);
}

#[tokio::test]
async fn t49_what_one_device_shows_no_other_changes_or_takes_away() {
    let post = Post::open().await;
    let (mut alice, mut bob) = (online(&post, "alice").await, watching(&post).await);
    let mut carol = online(&post, "carol").await;
    alice.show(Some(&[shown("alice", "bob", PresenceState::Online)])).await.unwrap();
    assert_eq!(state(&mut *bob).await, Some(PresenceState::Online));

    carol.show(Some(&[shown("alice", "bob", PresenceState::Away)])).await.unwrap();
    carol.show(None).await.unwrap();

    assert!(silent(&mut *bob).await);
}

#[tokio::test]
async fn whose_line_ends_without_a_word_is_there_for_a_while_and_then_gone() {
    let push = PushConfig { presence_lasts: MOMENT * 2, ..PushConfig::default() };
    let post = Post::with(push, Limits::default()).await;
    let (mut alice, mut bob) = (online(&post, "alice").await, watching(&post).await);
    alice.show(Some(&[shown("alice", "bob", PresenceState::Online)])).await.unwrap();
    assert_eq!(state(&mut *bob).await, Some(PresenceState::Online));

    drop(alice);

    assert!(silent(&mut *bob).await);
    assert_eq!(state(&mut *bob).await, None);
}

#[tokio::test]
async fn who_comes_back_in_time_was_never_away() {
    let push = PushConfig { presence_lasts: MOMENT, ..PushConfig::default() };
    let post = Post::with(push, Limits::default()).await;
    let (mut alice, mut bob) = (online(&post, "alice").await, watching(&post).await);
    let shows = [shown("alice", "bob", PresenceState::Online)];
    alice.show(Some(&shows)).await.unwrap();
    assert_eq!(state(&mut *bob).await, Some(PresenceState::Online));

    drop(alice);
    let mut alice = online(&post, "alice").await;
    alice.show(Some(&shows)).await.unwrap();
    sleep(MOMENT * 2).await;

    assert!(silent(&mut *bob).await);
    alice.show(None).await.unwrap();
    assert_eq!(state(&mut *bob).await, None);
}

#[tokio::test]
async fn many_marks_go_both_ways_and_what_changes_fast_is_told_as_one() {
    let post = Post::open().await;
    let (mut alice, mut bob) = (online(&post, "alice").await, online(&post, "bob").await);
    let marks = (0..250).map(|n| PresenceMark::try_from([n; 16].as_slice()).unwrap());
    let marks: Vec<_> = marks.collect();
    bob.watch(&marks).await.unwrap();
    let mut told = Vec::new();
    while told.len() < marks.len() {
        told.extend(news(&mut *bob).await);
    }
    assert!(told.iter().all(|news| news.sealed.is_none()));

    let mut last = Vec::new();
    for n in 0..20 {
        let sealed = SealedPresence::try_from([n; 60].as_slice()).unwrap();
        last = marks.iter().map(|mark| (*mark, sealed)).collect::<Vec<_>>();
        alice.show(Some(&last)).await.unwrap();
    }

    let (mut seen, mut frames) = (std::collections::HashMap::new(), 0);
    while last.iter().any(|(mark, sealed)| seen.get(mark) != Some(&Some(*sealed))) {
        seen.extend(news(&mut *bob).await.into_iter().map(|news| (news.mark, news.sealed)));
        frames += 1;
    }
    assert!(frames < 20, "{frames}");
}

#[tokio::test]
async fn who_was_told_something_is_told_nothing_for_a_while_and_then_how_it_stands() {
    let push = PushConfig { presence_pace: MOMENT * 2, ..PushConfig::default() };
    let post = Post::with(push, Limits::default()).await;
    let mut alice = online(&post, "alice").await;
    let mut bob = watching(&post).await;

    for state_now in [PresenceState::Online, PresenceState::Busy, PresenceState::Away] {
        alice.show(Some(&[shown("alice", "bob", state_now)])).await.unwrap();
        sleep(MOMENT / 10).await;
    }

    assert_eq!(state(&mut *bob).await, Some(PresenceState::Away));
    assert!(silent(&mut *bob).await);
}

fn said(reply: &LineReply) -> Message {
    Message::Binary(reply.encode().into())
}

fn marks(count: usize, mark: usize, sealed: Option<usize>) -> Vec<WirePresence> {
    let sealed = sealed.map(|length| vec![9; length]);
    vec![WirePresence { mark: vec![7; mark], sealed }; count]
}

fn reply(kind: u64, marks: Vec<WirePresence>) -> LineReply {
    LineReply { kind: Some(kind), marks: Some(marks), ..LineReply::default() }
}

#[rstest]
#[case::shown(LineReply::SHOW)]
#[case::looked_for(LineReply::WATCH)]
#[case::hidden(LineReply::HIDE)]
#[case::of_a_later_version(99)]
#[tokio::test]
async fn t39_presence_floods_end_the_line(#[case] kind: u64) {
    let push = PushConfig { presence: Quota::new(1, 5), ..PushConfig::default() };
    let post = Post::with(push, Limits::default()).await;
    let mut line = post.raw("alice").await;

    for _ in 0..8 {
        line.say(said(&reply(kind, marks(1, 16, Some(60))))).await;
    }

    assert_eq!(line.closed().await, 1_008);
}

#[rstest]
#[case::shown(LineReply::SHOW)]
#[case::looked_for(LineReply::WATCH)]
#[tokio::test]
async fn t54_more_marks_than_a_device_may_have_end_the_line(#[case] kind: u64) {
    let post = Post::open().await;
    let mut line = post.raw("alice").await;

    let full = LineReply { more: Some(true), ..reply(kind, marks(MAX_FRAME_MARKS, 16, Some(60))) };
    for _ in 0..=4_096 / MAX_FRAME_MARKS {
        line.say(said(&full)).await;
    }

    assert_eq!(line.closed().await, 1_008);
}

#[rstest]
#[case::a_short_mark(LineReply::SHOW, 15, Some(60))]
#[case::a_long_mark(LineReply::WATCH, 17, None)]
#[case::nothing_sealed(LineReply::SHOW, 16, None)]
#[case::a_short_seal(LineReply::SHOW, 16, Some(59))]
#[tokio::test]
async fn what_is_no_mark_or_no_seal_ends_the_line(
    #[case] kind: u64,
    #[case] mark: usize,
    #[case] sealed: Option<usize>,
) {
    let post = Post::open().await;
    let mut line = post.raw("alice").await;

    line.say(said(&reply(kind, marks(1, mark, sealed)))).await;

    assert_eq!(line.closed().await, 1_007);
}

#[tokio::test]
async fn t63_what_a_later_version_says_is_passed_over_and_an_earlier_one_is_told_no_presence() {
    let post = Post::open().await;
    let mut line = post.raw("bob").await;
    assert_eq!(line.hear().await.kind, PushFrame::TAKES_PRESENCE);
    assert_eq!(line.hear().await.kind, PushFrame::CAUGHT_UP);
    let mut alice = online(&post, "alice").await;

    line.say(said(&reply(99, marks(1, 3, None)))).await;
    alice.show(Some(&[shown("alice", "bob", PresenceState::Online)])).await.unwrap();
    assert_eq!(line.hear().await.kind, PushFrame::PRE_KEYS_LOW);
    post.leave("alice", "bob", 0..1).await;

    assert_eq!(line.hear().await.kind, PushFrame::MAIL);
}
