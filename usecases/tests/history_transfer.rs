//! What was said before a device was there comes to it from another one of its person.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot set its scene has failed"
)]

mod given;

use causerie_chat::{
    Body, Cause, Choice, DeliveryState, DeviceAddress, HistoryPage, Message, MessageId, Receipt,
    Ruling, Standing, Terms, Timestamp,
};
use causerie_usecases::{
    peer::commands::{BeginTransferError, FetchHistoryError},
    ports::{
        Archive, Choices, Contacts, Cursor, Entry, Event, EventLog, History, HistoryTransfer,
        Identities, Search, SessionBook, Sought, TimerBook, Wish,
    },
};
use given::{
    address, at,
    linking::{acquainted, delivers_to, links, of_alice, revokes},
    message, message_id,
    party::Party,
    past::{all, not_now, past},
    person,
    wire::Weather,
    world::{World, world},
};
use rstest::rstest;

/// Alice, who knows Bob and said that much to him and herself, and her new phone.
async fn scene(messages: u16) -> (World, Party, Party) {
    let world = world();
    let (alice, _bob) = acquainted(&world).await;
    let entries = (0..messages).map(|n| past(1_000 + n)).collect();
    alice.store.restore(Vec::new(), entries).await.unwrap();
    let phone = links(&world, &alice, "phone").await;
    world.is_at_device(&of_alice("phone"), "127.0.0.1:7501").await;
    delivers_to(&alice, of_alice("phone")).await;
    (world, alice, phone)
}

#[tokio::test]
async fn a_new_device_has_all_that_was_said_as_it_was_and_knows_who_is_known() {
    let world = world();
    let (alice, bob) = acquainted(&world).await;
    bob.tells(3, "alice").await;
    alice.reads_up_to("bob", Cursor(u64::MAX >> 1)).await;
    bob.tells(4, "alice").await;
    alice.says(5, "bob").await;
    alice.store.remember(&person("carol")).await.unwrap();
    alice.rules("carol", Ruling::Block).await;
    let timer = Choice::Timer(Some(60_000.try_into().unwrap()));
    alice.store.choose(&address("bob").into(), &[timer], Vec::new(), at(5)).await.unwrap();
    let phone = links(&world, &alice, "phone").await;
    assert_eq!(phone.store.identities().await.unwrap().len(), 1);

    phone.begins_transfer(None).await.unwrap();
    let pages = phone.fetches_all().await;

    assert_eq!(pages, 2);
    let here = phone.store.conversation(&address("bob").into(), Cursor(0), 100).await.unwrap();
    let there = alice.store.conversation(&address("bob").into(), Cursor(0), 100).await.unwrap();
    let as_if = |entries: Vec<Entry>| -> Vec<Entry> {
        entries.into_iter().map(|it| Entry { cursor: Cursor(0), ..it }).collect()
    };
    assert_eq!(as_if(here), as_if(there));
    assert_eq!(phone.why_cause(5).await, Some(Cause::SENT_ELSEWHERE));
    assert_eq!(phone.depth().await, 0);
    assert!(!phone.has_receipts().await);
    let known = phone.store.identity(&address("carol")).await.unwrap().unwrap();
    assert_eq!(known.standing, Standing { terms: Terms::Accepted, is_blocked: true });
    assert!(phone.store.identity(&address("bob")).await.unwrap().unwrap().is_accepted());
    assert!(phone.store.timer(&address("bob").into()).await.unwrap().is_some());
    phone.tells(9, "bob").await;
    assert_eq!(bob.heard("alice").await.last().unwrap(), "number 9");
}

#[tokio::test]
async fn the_latest_comes_first_and_all_of_it_ends_up_in_its_order() {
    let (_world, alice, phone) = scene(450).await;
    phone.begins_transfer(None).await.unwrap();
    phone.fetches_page().await.unwrap();

    phone.fetches_page().await.unwrap();

    let there = all(&alice).await;
    assert_eq!(all(&phone).await, there[there.len() - HistoryPage::MOST..]);
    let transfer = phone.transfer().await.unwrap();
    assert_eq!((transfer.people, transfer.entries, transfer.total), (1, 200, there.len() as u64));
    assert!(transfer.next.is_some() && transfer.failed.is_none());
    assert_eq!(phone.fetches_all().await, 2);
    assert_eq!(all(&phone).await, there);
    let transfer = phone.transfer().await.unwrap();
    assert_eq!((transfer.entries, transfer.next), (there.len() as u64, None));
    let words = "number".parse().unwrap();
    let wish =
        Wish { what: Sought::Words(words), with: None, since: None, until: None, before: None };
    assert_eq!(phone.store.search(&wish, 1_000).await.unwrap().len(), 452);
}

#[rstest]
#[case::the_other_device_is_away(Weather::Cut)]
#[case::answers_are_lost(Weather::AnswersLost)]
#[tokio::test]
async fn it_goes_on_where_it_was_cut_short(#[case] weather: Weather) {
    let (world, alice, phone) = scene(450).await;
    phone.begins_transfer(None).await.unwrap();
    phone.fetches_page().await.unwrap();
    phone.fetches_page().await.unwrap();
    let before = phone.transfer().await.unwrap();

    world.wire.is(weather);
    let cause = not_now(phone.fetches_page().await);
    world.wire.is(Weather::Clear);

    assert_eq!(cause, Cause::UNREACHABLE);
    let failed = phone.transfer().await.unwrap();
    assert_eq!(failed, HistoryTransfer { failed: Some(cause), ..before });
    world.wire.drain();
    assert_eq!(phone.fetches_all().await, 2);
    assert_eq!(all(&phone).await, all(&alice).await);
}

#[tokio::test]
async fn a_page_has_as_much_as_was_asked_for_at_most_and_something_in_any_case() {
    let (_world, alice, phone) = scene(10).await;
    phone.begins_transfer(None).await.unwrap();
    phone.fetches_page().await.unwrap();

    let mut fetched = Vec::new();
    for limit in [3, 0] {
        phone.fetches_at_most(limit).await.unwrap();
        fetched.push(phone.transfer().await.unwrap().entries);
    }

    assert_eq!(fetched, [3, 4]);
    phone.fetches_all().await;
    assert_eq!(all(&phone).await, all(&alice).await);
}

#[tokio::test]
async fn what_is_all_here_is_not_fetched_again() {
    let (_world, _alice, phone) = scene(250).await;
    phone.begins_transfer(None).await.unwrap();
    phone.fetches_all().await;
    let before = all(&phone).await;

    phone.begins_transfer(Some("d1")).await.unwrap();

    assert!(matches!(phone.fetches_page().await, Err(FetchHistoryError::NothingWanted)));
    assert_eq!(all(&phone).await, before);
}

#[tokio::test]
async fn another_device_can_give_it_too_and_what_is_here_already_stays_once() {
    let (world, alice, phone) = scene(250).await;
    phone.begins_transfer(None).await.unwrap();
    phone.fetches_all().await;
    let pad = links(&world, &alice, "pad").await;
    delivers_to(&alice, of_alice("phone")).await;
    pad.begins_transfer(Some("phone")).await.unwrap();
    pad.fetches_page().await.unwrap();
    pad.fetches_page().await.unwrap();

    pad.begins_transfer(Some("d1")).await.unwrap();
    pad.fetches_all().await;

    let ids = |all: Vec<(MessageId, DeliveryState)>| -> Vec<MessageId> {
        let mut ids: Vec<_> = all.into_iter().map(|(id, _)| id).collect();
        ids.sort_unstable_by_key(|id| *id.as_bytes());
        ids
    };
    assert_eq!(ids(all(&pad).await), ids(all(&alice).await));
    assert_eq!(pad.transfer().await.unwrap().from, of_alice("d1"));
}

#[tokio::test]
async fn a_session_is_begun_where_there_is_none_and_used_from_then_on() {
    let (world, alice, phone) = scene(450).await;
    phone.store.lose_sessions(&of_alice("d1"));
    let before = world.directory.claims_to(&of_alice("d1"));

    phone.begins_transfer(None).await.unwrap();
    phone.fetches_all().await;

    assert!(phone.store.has_session(&of_alice("d1")).await.unwrap());
    assert!(alice.store.has_session(&of_alice("phone")).await.unwrap());
    assert_eq!(world.directory.claims_to(&of_alice("d1")), before + 1);
}

#[tokio::test]
async fn what_has_disappeared_is_not_given_and_the_rest_is() {
    let (world, alice, phone) = scene(0).await;
    let gone = |n: u16| Entry {
        message: Message {
            expires_at: Some(Timestamp::from_millis(6_000)),
            ..message(n, "alice", "bob")
        },
        ..past(n)
    };
    let entries = [vec![past(900)], (1_000..1_250).map(gone).collect()].concat();
    alice.store.restore(Vec::new(), entries).await.unwrap();
    world.later(60);

    phone.begins_transfer(None).await.unwrap();
    phone.fetches_all().await;

    let ids: Vec<_> = all(&phone).await.into_iter().map(|(id, _)| id).collect();
    assert!(ids.contains(&message_id(900)) && !ids.contains(&message_id(1_000)), "{ids:?}");
    let given = phone.transfer().await.unwrap().entries;
    assert_eq!(given, all(&alice).await.len() as u64 - 250);
}

#[tokio::test]
async fn who_watches_hears_of_each_page_and_of_nothing_else() {
    let (_world, _alice, phone) = scene(250).await;
    let mark = phone.events.latest();

    phone.begins_transfer(None).await.unwrap();
    let pages = phone.fetches_all().await;

    assert_eq!(phone.told_since(mark).await, vec![Event::History; pages]);
}

#[rstest]
#[case::one_there_is_not(Some("pad"), false)]
#[case::this_one(Some("phone"), true)]
#[tokio::test]
async fn only_another_device_of_ones_own_is_asked(
    #[case] from: Option<&str>,
    #[case] is_this: bool,
) {
    let (_world, alice, phone) = scene(0).await;

    let refused = phone.begins_transfer(from).await;
    let at_the_first = alice.begins_transfer(None).await;

    let is = matches!(refused, Err(BeginTransferError::ThisDevice));
    assert!(is == is_this && refused.is_err(), "{refused:?}");
    assert!(matches!(at_the_first, Err(BeginTransferError::ThisDevice)));
    assert_eq!(phone.transfer().await, None);
    assert!(matches!(phone.fetches_page().await, Err(FetchHistoryError::NothingWanted)));
}

#[tokio::test]
async fn a_device_that_was_revoked_meanwhile_is_asked_no_more() {
    let (world, alice, phone) = scene(250).await;
    let pad = links(&world, &alice, "pad").await;
    delivers_to(&alice, of_alice("phone")).await;
    world.is_at_device(&of_alice("pad"), "127.0.0.1:7502").await;
    phone.begins_transfer(Some("pad")).await.unwrap();
    phone.fetches_page().await.unwrap();
    drop(pad);
    revokes(&world, &alice, "pad").await.unwrap();
    delivers_to(&alice, of_alice("phone")).await;
    world.wire.drain();

    let cause = not_now(phone.fetches_page().await);

    assert_eq!(cause, Cause::DEVICE_REVOKED);
    assert_eq!(world.wire.count(), 0);
    // Without a name the first device is asked then.
    phone.begins_transfer(None).await.unwrap();
    phone.fetches_all().await;
    assert_eq!(all(&phone).await.len(), all(&alice).await.len());
    let from: DeviceAddress = phone.transfer().await.unwrap().from;
    assert_eq!(from, of_alice("d1"));
}

#[tokio::test]
async fn sessions_that_the_other_device_lost_are_begun_anew() {
    let (_world, alice, phone) = scene(250).await;
    phone.begins_transfer(None).await.unwrap();
    phone.fetches_page().await.unwrap();

    alice.store.lose_sessions(&of_alice("phone"));
    phone.fetches_all().await;

    assert_eq!(all(&phone).await, all(&alice).await);
}

#[tokio::test]
async fn what_belongs_into_nobodys_history_is_not_kept_whoever_gives_it() {
    let (_world, alice, phone) = scene(0).await;
    let foreign = Entry { message: message(2_000, "carol", "bob"), ..past(2_000) };
    let receipt =
        Message { body: Body::Receipt(Receipt::default()), ..message(2_001, "alice", "bob") };
    let receipt = Entry { message: receipt, ..past(2_001) };
    alice.store.restore(Vec::new(), vec![foreign, receipt, past(2_002)]).await.unwrap();

    phone.begins_transfer(None).await.unwrap();
    phone.fetches_all().await;

    let ids: Vec<_> = all(&phone).await.into_iter().map(|(id, _)| id).collect();
    assert!(ids.contains(&message_id(2_002)), "{ids:?}");
    assert!(!ids.contains(&message_id(2_000)) && !ids.contains(&message_id(2_001)), "{ids:?}");
}
