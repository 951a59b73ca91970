//! Every directory keeps one list of devices for each person, the latest, and nothing of a device that is gone but its name and key.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

use causerie_chat::{DeviceSecret, Path, Person};
use causerie_contracts::{
    ALICE, BOB, DirectoryStore, PeerStore, Store, address, at, batch, claim, device, enrolment,
    letter, linked, message, person, revoked,
};
use causerie_usecases::ports::{
    LastSignIn, ListRefused, MailNumber, MailTerms, NotClaimed, NotDeposited, NotRegistered,
    Published,
};
use rstest::rstest;

/// Bob, who registered with the keys of the seeds 1 and 2, and one who linked a phone of seed 3.
fn bob() -> Person {
    person(BOB, 1, &[("d1", 2)])
}

fn with_phone() -> Person {
    linked(&bob(), 1, "phone", 3)
}

async fn directory(store: Store) -> DirectoryStore {
    let directory = store.directory(1);
    directory.registry.register(&enrolment(BOB, 1, 2), at(0)).await.unwrap();
    directory.registry.register(&enrolment(ALICE, 11, 12), at(0)).await.unwrap();
    directory
}

async fn replace(directory: &DirectoryStore, person: &Person) -> Result<(), ListRefused> {
    directory.device_lists.replace(person.list.as_ref().unwrap(), at(9)).await
}

async fn on_record(directory: &DirectoryStore) -> Person {
    directory.people.person(&address(BOB)).await.unwrap().unwrap()
}

#[rstest]
#[tokio::test]
async fn the_next_list_takes_the_place_of_the_one_before_and_again_changes_nothing(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = directory(store).await;
    assert_eq!(on_record(&directory).await, bob());
    let with_tablet = linked(&with_phone(), 1, "tablet", 4);

    for person in [&with_phone(), &with_phone(), &with_tablet, &with_tablet] {
        replace(&directory, person).await.unwrap();
        assert_eq!(on_record(&directory).await, *person);
    }
}

#[rstest]
#[tokio::test]
async fn t49_an_earlier_list_another_of_the_same_number_and_one_too_far_ahead_are_refused(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = directory(store).await;
    let (second, third) = (with_phone(), linked(&with_phone(), 1, "tablet", 4));
    let other = linked(&with_phone(), 1, "laptop", 5);

    assert!(matches!(replace(&directory, &third).await, Err(ListRefused::Stale)));
    replace(&directory, &second).await.unwrap();
    replace(&directory, &third).await.unwrap();

    for refused in [&second, &other] {
        assert!(matches!(replace(&directory, refused).await, Err(ListRefused::Stale)));
    }
    let nobody = linked(&person("zoe@chat.example.org", 1, &[("d1", 2)]), 1, "phone", 3);
    assert!(matches!(replace(&directory, &nobody).await, Err(ListRefused::Stale)));
    assert_eq!(on_record(&directory).await, third);
}

#[rstest]
#[case::another_persons_device(12)]
#[case::another_persons_account(11)]
#[case::ones_own_account(1)]
#[tokio::test]
async fn t43_a_key_that_is_in_use_is_refused(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
    #[case] seed: u8,
) {
    let directory = directory(store).await;

    let refused = replace(&directory, &linked(&bob(), 1, "phone", seed)).await;

    assert!(matches!(refused, Err(ListRefused::InUse)));
    assert_eq!(on_record(&directory).await, bob());
}

#[rstest]
#[tokio::test]
async fn nothing_is_left_of_a_revoked_device_but_its_name_and_key(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = directory(store).await;
    replace(&directory, &with_phone()).await.unwrap();
    let (phone, alice) = (device("phone", BOB), device("d1", ALICE));
    let terms = MailTerms::default();
    let published = Published { address: "192.0.2.7:7500".parse().unwrap(), expires: at(99) };
    directory.reachability.publish(&phone, &published).await.unwrap();
    directory.pre_keys.publish(&phone, &batch(3, 1, 1..=2)).await.unwrap();
    let sign_in = LastSignIn { installation: [1; 32], at: at(1) };
    directory.sign_ins.note(&phone, sign_in).await.unwrap();
    let deposit = directory.mailboxes.deposit(&alice, vec![letter(1, &phone, 10)], &terms, at(2));
    deposit.await.unwrap();
    assert_eq!(directory.revocations.revoked(&phone).await.unwrap(), None);

    replace(&directory, &revoked(&with_phone(), 1, "phone")).await.unwrap();

    let key = DeviceSecret::from_seed(&[3; 32]).public();
    assert_eq!(directory.revocations.revoked(&phone).await.unwrap(), Some(key));
    assert_eq!(directory.revocations.revoked(&device("d1", BOB)).await.unwrap(), None);
    assert_eq!(directory.whereabouts.whereabouts(&phone).await.unwrap(), None);
    assert_eq!(directory.sign_in_log.last(&phone).await.unwrap(), None);
    assert_eq!(directory.pre_key_book.left(&phone).await.unwrap(), None);
    let pending = directory.mailbox.pending(&phone, MailNumber(0), 10, 1_000).await.unwrap();
    assert_eq!(pending, []);
    assert_eq!(directory.mail_depth.depth().await.unwrap().envelopes, 0);
    // Nor is anything taken for it from now on.
    directory.reachability.publish(&phone, &published).await.unwrap();
    directory.pre_keys.publish(&phone, &batch(3, 1, 1..=2)).await.unwrap();
    directory.sign_ins.note(&phone, sign_in).await.unwrap();
    assert_eq!(directory.whereabouts.whereabouts(&phone).await.unwrap(), None);
    assert_eq!(directory.sign_in_log.last(&phone).await.unwrap(), None);
    let claimed = directory.pre_keys.claim(&claim(1, &alice, &phone, at(3))).await;
    assert!(matches!(claimed, Err(NotClaimed::NoPreKeys)));
    let deposited =
        directory.mailboxes.deposit(&alice, vec![letter(2, &phone, 10)], &terms, at(4)).await;
    assert!(matches!(deposited, Err(NotDeposited::Refused(_))));
}

#[rstest]
#[tokio::test]
async fn t43_the_id_and_the_key_of_a_revoked_device_are_not_used_again(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = directory(store).await;
    replace(&directory, &with_phone()).await.unwrap();
    let without = revoked(&with_phone(), 1, "phone");
    replace(&directory, &without).await.unwrap();

    for (id, seed) in [("phone", 3), ("phone", 4), ("tablet", 3)] {
        let again = replace(&directory, &linked(&without, 1, id, seed)).await;
        assert!(matches!(again, Err(ListRefused::InUse)), "{id} {seed}");
    }
    let stolen = directory.registry.register(&enrolment("zoe@chat.example.org", 9, 3), at(1)).await;
    assert!(matches!(stolen, Err(NotRegistered::KeyInUse)));
    assert_eq!(on_record(&directory).await, without);
}

async fn knows(peer: &PeerStore) -> Person {
    peer.people.person(&address(BOB)).await.unwrap().unwrap()
}

#[rstest]
#[tokio::test]
async fn t06_a_peer_keeps_the_latest_list_whoever_shows_an_earlier_one_or_none(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let (second, third) = (with_phone(), revoked(&with_phone(), 1, "phone"));
    let other = linked(&bob(), 1, "laptop", 5);

    for (told, known) in [
        (&bob(), &bob()),
        (&second, &second),
        (&other, &second),
        (&bob(), &second),
        (&third, &third),
        (&second, &third),
        (&bob(), &third),
    ] {
        peer.contacts.remember(told).await.unwrap();
        assert_eq!(knows(&peer).await, *known);
    }
}

#[rstest]
#[tokio::test]
async fn what_waits_for_a_revoked_device_has_failed_unless_another_got_it(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    use causerie_chat::{Cause, DeliveryState, EnvelopeId};
    use causerie_usecases::ports::Outcome;

    let peer = store.peer();
    peer.contacts.remember(&with_phone()).await.unwrap();
    let (d1, phone) = (device("d1", BOB), device("phone", BOB));
    let (to_both, to_phone) = (message(1, ALICE, BOB, "both"), message(2, ALICE, BOB, "phone"));
    peer.sends(&to_both, &[d1.clone(), phone.clone()], 10).await;
    peer.sends(&to_phone, std::slice::from_ref(&phone), 10).await;
    let delivered = vec![(EnvelopeId::of(to_both.id, &d1), Outcome::Delivered(Path::Direct))];
    peer.outbox.settle(&d1, delivered, at(5)).await.unwrap();
    assert_eq!(peer.pending.depth().await.unwrap().envelopes, 2);

    peer.contacts.remember(&revoked(&with_phone(), 1, "phone")).await.unwrap();

    assert_eq!(peer.pending.depth().await.unwrap().envelopes, 0);
    assert!(!peer.sessions.has_session(&phone).await.unwrap());
    let state = async |message: &causerie_chat::Message| {
        let entry = peer.history.message(&address(ALICE), message.id).await.unwrap();
        entry.unwrap().state
    };
    assert_eq!(state(&to_both).await, DeliveryState::Delivered(Path::Direct));
    assert_eq!(state(&to_phone).await, DeliveryState::Failed(Cause::DEVICE_REVOKED));
}

#[rstest]
#[tokio::test]
async fn what_is_addressed_to_a_device_that_was_just_revoked_waits_for_the_others_alone(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    use causerie_chat::{Cause, DeliveryState, EnvelopeId};
    use causerie_usecases::ports::Outcome;

    let peer = store.peer();
    peer.contacts.remember(&with_phone()).await.unwrap();
    peer.contacts.remember(&revoked(&with_phone(), 1, "phone")).await.unwrap();
    let (d1, phone) = (device("d1", BOB), device("phone", BOB));
    let hello = message(1, ALICE, BOB, "hello");

    peer.sends(&hello, &[phone, d1.clone()], 10).await;

    let due: Vec<_> = peer.pending.due().await.unwrap().into_iter().map(|it| it.to).collect();
    assert_eq!(due, std::slice::from_ref(&d1));
    let failed = vec![(EnvelopeId::of(hello.id, &d1), Outcome::Failed(Cause::MALFORMED))];
    peer.outbox.settle(&d1, failed, at(5)).await.unwrap();
    let entry = peer.history.message(&address(ALICE), hello.id).await.unwrap().unwrap();
    assert_eq!(entry.state, DeliveryState::Failed(Cause::MALFORMED));
}

#[rstest]
#[tokio::test]
async fn a_device_that_was_revoked_is_told_nothing_of_what_it_brings_once_more(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    use causerie_contracts::{Reading, received};

    let peer = store.peer();
    peer.contacts.remember(&with_phone()).await.unwrap();
    let (phone, hello) = (device("phone", BOB), received(&message(1, BOB, ALICE, "hello")));
    let takes = async || {
        let opening = std::sync::Arc::new(Reading::default());
        peer.inbox.take(&phone, vec![hello.clone()], opening, Path::Mailbox, at(9)).await
    };
    takes().await.unwrap();
    let before = peer.due_receipts.due_receipts(false).await.unwrap();
    peer.contacts.remember(&revoked(&with_phone(), 1, "phone")).await.unwrap();

    takes().await.unwrap();

    assert!(before.contains(&phone));
    assert!(!peer.due_receipts.due_receipts(false).await.unwrap().contains(&phone));
}

#[rstest]
#[tokio::test]
async fn what_was_queued_for_a_revoked_device_goes_when_the_list_is_told_once_more(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    use causerie_contracts::{Plain, received};

    let (peer, phone) = (store.peer(), device("phone", BOB));
    let without = revoked(&with_phone(), 1, "phone");
    peer.contacts.remember(&without).await.unwrap();
    // It begins another session, which does not open: it might be one that is newer than the list.
    let broken = causerie_chat::Envelope {
        sealed: causerie_chat::Sealed::try_from(vec![0xFF; 9]).unwrap(),
        ..received(&message(1, BOB, ALICE, "-"))
    };
    let opening = std::sync::Arc::new(causerie_contracts::Reading::default());
    let taken = peer.inbox.take(&phone, vec![broken], opening, Path::Mailbox, at(9)).await;
    let id = message(7, ALICE, BOB, "-").id;
    peer.receipts.send_receipts(&phone, id, std::sync::Arc::new(Plain(1)), at(9)).await.unwrap();
    let before = peer.pending.depth().await.unwrap().envelopes;

    peer.contacts.remember(&without).await.unwrap();

    assert!(taken.is_err());
    assert_eq!((before, peer.pending.depth().await.unwrap().envelopes), (1, 0));
}
