use causerie_chat::{Body, Choice, Message};
use causerie_contracts::{
    ALICE, BOB, CAROL, RoomStore, Store, address, at, device, known_room, message, room, room_keep,
};
use causerie_usecases::ports::{Invited, KnownRoom, RoomStanding};
use rstest::rstest;

use crate::{
    given::{hear, here, scene},
    wished::{bring, invitations, invited, invites},
};

/// The first device of whoever says it brings it.
async fn says(store: &RoomStore, said: &Message) {
    let from = device("d1", &said.author.to_string());
    assert_eq!(bring(store, &from, said).await, None);
}

#[rstest]
#[tokio::test]
async fn the_last_invitation_of_each_into_each_room_is_told_the_latest_first(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;

    for (n, by, into) in [(1, BOB, 7), (2, CAROL, 7), (3, BOB, 8), (4, BOB, 7)] {
        says(&store, &invites(n, by, into)).await;
    }

    let told = [invited(4, BOB, 7), invited(3, BOB, 8), invited(2, CAROL, 7)];
    assert_eq!(invitations(&store).await, told);
    assert_eq!(invitations(&store.reopened()).await, told);
}

#[rstest]
#[case::said_to_others(Message { recipient: address(BOB).into(), ..invites(1, ALICE, 7) })]
#[case::words(message(1, ALICE, ALICE, "come in"))]
#[tokio::test]
async fn nobody_is_invited_by_what_is_said_to_others_or_by_words(
    #[case] said: Message,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;

    assert_eq!(bring(&store, &device("d2", ALICE), &said).await, None);

    assert_eq!(invitations(&store).await, []);
}

#[rstest]
#[tokio::test]
async fn a_device_is_invited_by_another_one_of_its_person(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;

    assert_eq!(bring(&store, &device("d2", ALICE), &invites(1, ALICE, 7)).await, None);

    assert_eq!(invitations(&store).await, [invited(1, ALICE, 7)]);
    assert_eq!(invitations(&store.reopened()).await, [invited(1, ALICE, 7)]);
}

#[rstest]
#[tokio::test]
async fn what_is_said_in_a_room_invites_nobody(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;

    hear(&store, &Message { recipient: here().into(), ..invites(1, BOB, 7) }).await.unwrap();

    assert_eq!(invitations(&store).await, []);
}

#[rstest]
#[tokio::test]
async fn an_invitation_that_its_author_deletes_is_none_any_more(
    #[values(true, false)] comes_first: bool,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    let deletion = Message {
        body: Body::Delete { target: invites(2, BOB, 7).id },
        ..message(3, BOB, ALICE, "-")
    };
    says(&store, &invites(1, BOB, 7)).await;

    let both = [invites(2, BOB, 7), deletion];
    for said in if comes_first { [&both[1], &both[0]] } else { [&both[0], &both[1]] } {
        says(&store, said).await;
    }

    // The one before is not taken back.
    assert_eq!(invitations(&store).await, [invited(1, BOB, 7)]);
    let gone = store.peer.history.message(&address(BOB), both[0].id).await.unwrap().unwrap();
    assert_eq!((gone.view.deleted, gone.message.body), (true, Body::Wiped));
}

#[rstest]
#[tokio::test]
async fn an_invitation_that_has_disappeared_is_none(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    let ending = |n, end| Message { expires_at: Some(at(end)), ..invites(n, BOB, 7) };
    for said in [ending(1, 80), ending(2, 70), ending(3, 49)] {
        says(&store, &said).await;
    }
    assert_eq!(invitations(&store).await, [invited(2, BOB, 7)]);

    store.peer.timers.wipe_expired(at(75)).await.unwrap();
    assert_eq!(invitations(&store).await, [invited(1, BOB, 7)]);
    store.peer.timers.wipe_expired(at(85)).await.unwrap();

    assert_eq!(invitations(&store).await, []);
}

#[rstest]
#[case::not_confirmed(RoomStanding::Unconfirmed, true)]
#[case::in_it(RoomStanding::Member, false)]
#[case::out_of_it(RoomStanding::Gone, true)]
#[case::lost(RoomStanding::Lost, true)]
#[tokio::test]
async fn who_is_in_a_room_is_not_invited(
    #[case] standing: RoomStanding,
    #[case] is_told: bool,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    for (n, into) in [(1, 7), (2, 8)] {
        says(&store, &invites(n, BOB, into)).await;
    }

    let known = KnownRoom { standing, ..known_room(room(8)) };
    store.rooms.add(&known, room_keep(Some(1), 1)).await.unwrap();

    let mut told = vec![invited(2, BOB, 8), invited(1, BOB, 7)];
    told.retain(|it| is_told || it.invitation.room == room(7));
    assert_eq!(invitations(&store).await, told);
}

#[rstest]
#[tokio::test]
async fn who_is_blocked_invites_nobody_until_that_is_over(
    #[values(BOB, "dan@chat.example.org")] by: &str,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    says(&store, &invites(1, by, 7)).await;
    says(&store, &invites(2, CAROL, 7)).await;

    store.peer.chooses(by, &[Choice::Blocked(true)]).await;
    let blocked = invitations(&store).await;
    store.peer.chooses(by, &[Choice::Blocked(false)]).await;

    assert_eq!(blocked, [invited(2, CAROL, 7)]);
    assert_eq!(invitations(&store).await, [invited(2, CAROL, 7), invited(1, by, 7)]);
}

#[rstest]
#[tokio::test]
async fn no_more_are_told_than_the_latest(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let store = scene(store).await;
    let said = |n: u16| {
        let mut id = *message(1, BOB, ALICE, "-").id.as_bytes();
        id[10..12].copy_from_slice(&n.to_be_bytes());
        let mut invitation = crate::wished::invitation(1);
        let mut into = [9; 16];
        into[..2].copy_from_slice(&n.to_be_bytes());
        invitation.room = into.into();
        let id = id[..].try_into().unwrap();
        let body = Body::Invitation(Box::new(invitation));
        Message { id, body, ..message(1, BOB, ALICE, "-") }
    };
    let all: Vec<_> = (0..1_003).map(said).collect();

    store.peer.hears_at_once(&all, at(50)).await;

    let told = invitations(&store).await;
    assert_eq!(told.len(), Invited::MOST);
    assert_eq!((told[0].message, told[999].message), (all[1_002].id, all[3].id));
}
