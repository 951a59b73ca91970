//! Every inbox has what it takes opened, once, and keeps with the message all that came of it.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

use std::sync::Arc;

use causerie_chat::{
    Cause, DeviceAddress, Envelope, EnvelopeId, Message, MessageId, Person, Sealed,
};
use causerie_contracts::{
    ALICE, BOB, CAROL, PeerStore, Reading, Store, address, at, begun, device, message,
    one_time_secret, person, received, signed_secret,
};
use causerie_session::SessionId;
use causerie_usecases::ports::{
    Cursor, KnownIdentity, NotTaken, ShelvedSigned, Spent, Unopened, UnopenedEnvelope, Wanted,
};
use rstest::rstest;

#[rstest]
#[tokio::test]
async fn an_envelope_that_was_taken_is_not_opened_again(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (peer, hello) = (store.peer(), received(&said(1)));
    let opening = Arc::new(Reading::default());

    take(&peer, [hello.clone(), hello.clone()], &opening).await.unwrap();
    take(&peer, [hello], &opening).await.unwrap();

    assert_eq!(opening.seen().len(), 1);
    assert_eq!(conversation(&peer, BOB).await, [said(1)]);
}

#[rstest]
#[tokio::test]
async fn t51_an_envelope_of_the_same_id_from_another_device_is_opened_too(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let opening = Arc::new(Reading::default());
    let of_carol = message(1, CAROL, ALICE, "noise");
    assert_eq!(received(&of_carol).id, received(&said(1)).id);

    let carol = device("d1", CAROL);
    peer.inbox.take(&carol, vec![received(&of_carol)], opening.clone(), at(8)).await.unwrap();
    take(&peer, [received(&said(1))], &opening).await.unwrap();

    assert_eq!(conversation(&peer, BOB).await, [said(1)]);
    assert_eq!(opening.seen().len(), 2);
}

#[rstest]
#[tokio::test]
async fn t51_a_refused_envelope_of_the_same_id_from_another_device_hides_none(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let opening = Arc::new(Reading::default());
    let carol = device("d1", CAROL);

    take(&peer, [noise(1)], &opening).await.unwrap_err();
    peer.inbox.take(&carol, vec![noise(1)], opening.clone(), at(8)).await.unwrap_err();
    let both = peer.unopened.unopened().await.unwrap();
    take(&peer, [received(&said(1))], &opening).await.unwrap();

    let from = |told: Vec<UnopenedEnvelope>| told.into_iter().map(|it| it.from).collect::<Vec<_>>();
    assert_eq!(from(both), [carol.clone(), bob()]);
    assert_eq!(from(peer.unopened.unopened().await.unwrap()), [carol]);
}

#[rstest]
#[tokio::test]
async fn what_was_refused_is_named_kept_for_inspection_and_all_else_is_taken(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let opening = Arc::new(Reading::default());

    let batch = [received(&said(1)), noise(2), received(&said(3)), noise(4)];
    let refused = take(&peer, batch, &opening).await;

    let cause = Cause::MALFORMED;
    let expected = [2, 4].map(|n| (noise(n).id, cause.clone()));
    assert!(matches!(&refused, Err(NotTaken::Refused(refused)) if *refused == expected));
    assert_eq!(conversation(&peer, BOB).await, [said(1), said(3)]);
    let kept = |n| UnopenedEnvelope {
        id: noise(n).id,
        from: bob(),
        at: at(9),
        cause: Cause::MALFORMED,
        bytes: 40 + u64::from(n),
    };
    assert_eq!(peer.unopened.unopened().await.unwrap(), [kept(4), kept(2)]);
}

#[rstest]
#[tokio::test]
async fn an_envelope_that_is_refused_again_is_kept_once_as_it_came_last(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let opening = Arc::new(Reading::default());
    take(&peer, [noise(1), noise(2)], &opening).await.unwrap_err();

    peer.inbox.take(&bob(), vec![noise(1)], opening.clone(), at(20)).await.unwrap_err();

    let kept = peer.unopened.unopened().await.unwrap();
    let kept: Vec<_> = kept.into_iter().map(|it| (it.id, it.at)).collect();
    assert_eq!(kept, [(noise(1).id, at(20)), (noise(2).id, at(9))]);
    assert_eq!(opening.seen().len(), 3);
}

#[rstest]
#[tokio::test]
async fn what_is_taken_after_all_is_kept_for_inspection_no_more(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let opening = Arc::new(Reading::default());
    take(&peer, [noise(1), noise(2)], &opening).await.unwrap_err();

    take(&peer, [received(&said(1))], &opening).await.unwrap();

    let kept = peer.unopened.unopened().await.unwrap();
    assert_eq!(kept.into_iter().map(|it| it.id).collect::<Vec<_>>(), [noise(2).id]);
    assert_eq!(conversation(&peer, BOB).await, [said(1)]);
}

#[rstest]
#[tokio::test]
async fn the_latest_two_hundred_and_fifty_six_that_were_refused_are_kept(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let opening = Arc::new(Reading::default());
    let all: Vec<_> = (0..300).map(|n| Envelope { id: numbered(n), ..noise(1) }).collect();

    take(&peer, all.clone(), &opening).await.unwrap_err();

    let kept = peer.unopened.unopened().await.unwrap();
    let ids: Vec<_> = kept.into_iter().map(|it| it.id).collect();
    let latest: Vec<_> = all.iter().rev().map(|it| it.id).take(<dyn Unopened>::MOST).collect();
    assert_eq!(<dyn Unopened>::MOST, 256);
    assert_eq!(ids, latest);
}

#[rstest]
#[tokio::test]
async fn the_sessions_of_a_device_are_kept_and_there_at_its_next_envelope(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let begins = Arc::new(Reading { begins: Some(1), spends: one_time(7), ..Reading::default() });
    let goes_on = Arc::new(Reading::default());

    take(&peer, [received(&said(1))], &begins).await.unwrap();
    take(&peer, [received(&said(2))], &goes_on).await.unwrap();
    let from_other = vec![received(&said(3))];
    peer.inbox.take(&device("d2", BOB), from_other, goes_on.clone(), at(9)).await.unwrap();

    assert_eq!(begins.seen()[0].session, None);
    let seen: Vec<_> = goes_on.seen().into_iter().map(|seen| seen.session).collect();
    assert_eq!(seen, [Some(begun(1).id()), None]);
    assert!(peer.sessions.has_session(&bob()).await.unwrap());
    assert!(!peer.sessions.has_session(&device("d2", BOB)).await.unwrap());
}

#[rstest]
#[tokio::test]
async fn within_a_batch_each_envelope_is_opened_with_what_the_one_before_left(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    shelve(&peer, 1, &[7]).await;
    let opening = Arc::new(Reading {
        wants: Some(wanted(1, 1, Some(7))),
        begins: Some(1),
        meets: Some(person(BOB, 1, &[("d1", 2)])),
        spends: one_time(7),
        ..Reading::default()
    });

    take(&peer, [received(&said(1)), received(&said(2))], &opening).await.unwrap();

    let [first, second] = &opening.seen()[..] else { unreachable!() };
    assert_eq!((first.session, second.session), (None, Some(begun(1).id())));
    assert!(first.one_time.is_some() && second.one_time.is_none());
    assert!(first.contact.is_none() && second.contact.is_some());
}

#[rstest]
#[tokio::test]
async fn sessions_of_a_refused_envelope_are_kept_too(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let begins = Arc::new(Reading { begins: Some(1), spends: one_time(7), ..Reading::default() });

    take(&peer, [noise(1)], &begins).await.unwrap_err();

    assert!(peer.sessions.has_session(&bob()).await.unwrap());
}

#[rstest]
#[tokio::test]
async fn what_an_envelope_wants_is_handed_to_whoever_opens_it(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    shelve(&peer, 1, &[7, 8]).await;
    shelve(&peer, 2, &[9]).await;
    let opening = |wants| Arc::new(Reading { wants, ..Reading::default() });

    let cases = [
        (None, None, None),
        (Some(wanted(1, 1, Some(8))), Some(signed_secret(1)), Some(one_time_secret(8))),
        (Some(wanted(1, 2, None)), Some(signed_secret(2)), None),
        (Some(wanted(1, 3, Some(10))), None, None),
    ];
    for (n, (wants, signed, one_time)) in (1..).zip(cases) {
        let opening = opening(wants);
        take(&peer, [received(&said(n))], &opening).await.unwrap();

        let [seen] = &opening.seen()[..] else { unreachable!() };
        assert!(seen.signed == signed && seen.one_time == one_time && !seen.was_begun, "{n}");
    }
}

#[rstest]
#[tokio::test]
async fn t14_a_one_time_pre_key_is_there_once(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    shelve(&peer, 1, &[7, 8]).await;
    let opening = Arc::new(Reading {
        wants: Some(wanted(1, 1, Some(7))),
        spends: one_time(7),
        ..Reading::default()
    });

    take(&peer, [received(&said(1))], &opening).await.unwrap();
    take(&peer, [received(&said(2))], &opening).await.unwrap();

    let seen = opening.seen();
    assert!(seen[0].one_time.is_some() && seen[1].one_time.is_none());
    assert!(seen[1].signed.is_some());
    assert!(peer.shelved.one_time_above(0).await.unwrap() == [(8, one_time_secret(8))]);
    assert_eq!(peer.shelved.last_number().await.unwrap(), 8);
}

#[rstest]
#[tokio::test]
async fn t15_a_session_begun_with_the_last_resort_is_remembered_until_its_generation_is_forgotten(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    shelve(&peer, 1, &[]).await;
    shelve(&peer, 2, &[]).await;
    let begin = |n, generation| {
        let session = begun(n).id();
        Arc::new(Reading {
            wants: Some(wanted(n, generation, None)),
            spends: Some(Spent::LastResort { session, generation }),
            ..Reading::default()
        })
    };
    let was_begun = async |n, generation, message| {
        let wants = Some(wanted(n, generation, None));
        let opening = Arc::new(Reading { wants, ..Reading::default() });
        take(&peer, [received(&said(message))], &opening).await.unwrap();
        opening.seen()[0].was_begun
    };

    take(&peer, [received(&said(1))], &begin(1, 1)).await.unwrap();
    take(&peer, [received(&said(2))], &begin(2, 2)).await.unwrap();
    let before = (was_begun(1, 1, 3).await, was_begun(2, 2, 4).await, was_begun(3, 2, 5).await);
    peer.shelf.forget_below(2).await.unwrap();
    let after = (was_begun(1, 1, 6).await, was_begun(2, 2, 7).await);

    assert_eq!(before, (true, true, false));
    assert_eq!(after, (false, true));
}

#[rstest]
#[tokio::test]
async fn who_was_met_is_a_contact_and_each_of_their_devices_is_known(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let meets = |devices| meeting(person(BOB, 1, devices));

    take(&peer, [received(&said(1))], &meets(&[("d1", 2)])).await.unwrap();
    let first = known(&peer).await;
    take(&peer, [received(&said(2))], &meets(&[("d2", 3)])).await.unwrap();
    take(&peer, [received(&said(3))], &meets(&[("d1", 4)])).await.unwrap();

    let pinned = |person| Some(KnownIdentity { person, verified: None, offered: None });
    assert_eq!(first, pinned(person(BOB, 1, &[("d1", 2)])));
    assert_eq!(known(&peer).await, pinned(person(BOB, 1, &[("d1", 4), ("d2", 3)])));
}

#[rstest]
#[tokio::test]
async fn t03_who_is_met_with_another_account_key_is_only_offered(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let (bob, impostor) = (person(BOB, 1, &[("d1", 2)]), person(BOB, 8, &[("d1", 9)]));
    peer.contacts.remember(&bob).await.unwrap();

    take(&peer, [noise(1)], &meeting(impostor.clone())).await.unwrap_err();

    let offered = Some(impostor);
    assert_eq!(known(&peer).await, Some(KnownIdentity { person: bob, verified: None, offered }));
}

#[rstest]
#[tokio::test]
async fn who_the_sender_has_been_until_now_is_told_to_whoever_opens(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let bob = person(BOB, 1, &[("d1", 2)]);
    peer.contacts.remember(&bob).await.unwrap();
    peer.contacts.remember(&person(BOB, 8, &[("d1", 9)])).await.unwrap_err();
    let opening = Arc::new(Reading::default());

    take(&peer, [received(&said(1))], &opening).await.unwrap();
    let carol = device("d1", CAROL);
    let of_carol = vec![received(&message(2, CAROL, ALICE, "hello"))];
    peer.inbox.take(&carol, of_carol, opening.clone(), at(9)).await.unwrap();

    let told: Vec<_> = opening.seen().into_iter().map(|seen| seen.contact).collect();
    assert_eq!(told, [Some(bob), None]);
}

fn meeting(person: Person) -> Arc<Reading> {
    Arc::new(Reading { meets: Some(person), ..Reading::default() })
}

async fn known(peer: &PeerStore) -> Option<KnownIdentity> {
    peer.identities.identity(&address(BOB)).await.unwrap()
}

async fn take(
    peer: &PeerStore,
    envelopes: impl Into<Vec<Envelope>>,
    opening: &Arc<Reading>,
) -> Result<(), NotTaken> {
    peer.inbox.take(&bob(), envelopes.into(), opening.clone(), at(9)).await
}

async fn conversation(peer: &PeerStore, with: &str) -> Vec<Message> {
    let entries = peer.history.conversation(&address(with), Cursor(0), 100).await.unwrap();
    entries.into_iter().map(|entry| entry.message).collect()
}

/// A generation, and one-time pre-keys of it.
async fn shelve(peer: &PeerStore, generation: u32, numbers: &[u32]) {
    let secret = signed_secret(generation);
    peer.shelf.keep_signed(&ShelvedSigned { generation, secret, made_at: at(0) }).await.unwrap();
    let keys = numbers.iter().map(|number| (*number, one_time_secret(*number))).collect();
    peer.shelf.keep_one_time(keys).await.unwrap();
}

fn wanted(session: u8, generation: u32, one_time: Option<u32>) -> Wanted {
    let session: SessionId = begun(session).id();
    Wanted { session, generation, one_time }
}

#[allow(clippy::unnecessary_wraps, reason = "as it stands in an opening")]
fn one_time(number: u32) -> Option<Spent> {
    Some(Spent::OneTime(number))
}

fn bob() -> DeviceAddress {
    device("d1", BOB)
}

fn said(n: u8) -> Message {
    message(n, BOB, ALICE, "hello")
}

/// What is no message, in the envelope of message `n`.
fn noise(n: u8) -> Envelope {
    let sealed = Sealed::try_from(vec![0xFF; 40 + usize::from(n)]).unwrap();
    Envelope { sealed, ..received(&said(n)) }
}

fn numbered(n: u16) -> EnvelopeId {
    let mut id = [0; 16];
    (id[6], id[8]) = (0x70, 0x80);
    id[14..].copy_from_slice(&n.to_be_bytes());
    EnvelopeId::of(MessageId::try_from(&id[..]).unwrap(), &device("d1", ALICE))
}
