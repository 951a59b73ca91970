//! Who is told in a room, of those who are no contacts.

use causerie_chat::{Choice, Path, Ruling};
use causerie_contracts::{Store, address, at, person, revoked};
use causerie_usecases::ports::HeardInRoom;
use rstest::rstest;

use crate::{
    given::{alice_says, copy, heard, scene},
    telling::{DAVE, comes, dave_says, daves, due, in_sessions, reads, receipt, to_tell},
};

#[rstest]
#[case::blocked(Ruling::Block, false)]
#[case::ignored(Ruling::Ignore, false)]
#[case::a_contact_no_more(Ruling::Dismiss, true)]
#[case::a_contact_now(Ruling::Accept, false)]
#[tokio::test]
async fn t39_who_is_told_in_a_room_is_decided_like_everything_about_people(
    #[case] ruling: Ruling,
    #[case] is_told: bool,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
    #[values(true, false)] is_known: bool,
) {
    let store = scene(store).await;
    if is_known || ruling == Ruling::Accept {
        store.peer.contacts.remember(&person(DAVE, 4, &[("d1", 41), ("d2", 42)])).await.unwrap();
        let asks = Ruling::Dismiss.choices();
        store.peer.choices.choose(&address(DAVE).into(), asks, vec![], at(2)).await.unwrap();
    }
    comes(&store, &dave_says(1)).await;

    let about = address(DAVE).into();
    store.peer.choices.choose(&about, ruling.choices(), vec![], at(3)).await.unwrap();

    assert_eq!(due(&store).await.is_empty(), !is_told);
    let accepted = ruling == Ruling::Accept;
    assert_eq!(in_sessions(&store, true).await.contains(&daves(1)), accepted);
}

#[rstest]
#[tokio::test]
async fn who_is_to_be_told_nothing_is_told_nothing_in_rooms_either(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    let off = [Choice::Receipts(false)];
    store.peer.choices.choose(&address(DAVE).into(), &off, vec![], at(3)).await.unwrap();

    comes(&store, &dave_says(1)).await;
    reads(&store, &dave_says(1), &[daves(1), daves(2)]).await;

    assert!(due(&store).await.is_empty());
}

#[rstest]
#[tokio::test]
async fn nobody_whose_account_key_is_in_doubt_is_noted_and_no_device_that_is_gone(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    let dave = person(DAVE, 4, &[("d1", 41), ("d2", 42)]);
    store.peer.contacts.remember(&dave).await.unwrap();
    let asks = Ruling::Dismiss.choices();
    store.peer.choices.choose(&address(DAVE).into(), asks, vec![], at(3)).await.unwrap();
    store.peer.contacts.remember(&revoked(&dave, 4, "d2")).await.unwrap();
    store.mail.hear(heard(&dave_says(1))).await.unwrap();

    reads(&store, &dave_says(1), &[daves(1), daves(2), daves(3)]).await;
    assert_eq!(due(&store).await, [daves(1)]);

    store.peer.contacts.remember(&person(DAVE, 5, &[("d1", 41)])).await.unwrap_err();
    store.mail.hear(heard(&dave_says(2))).await.unwrap();
    reads(&store, &dave_says(2), &[daves(1), daves(3)]).await;
    assert_eq!(due(&store).await, [daves(1)]);
    assert_eq!(to_tell(&store, &daves(1)).await, receipt(&[], &[dave_says(1).id]));
}

#[rstest]
#[tokio::test]
async fn this_person_s_own_devices_are_not_told_in_rooms(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    let own = HeardInRoom { path: Path::Mailbox, ..copy(&alice_says(1)) };

    store.mail.hear(own).await.unwrap();

    assert!(due(&store).await.is_empty());
}
