//! What comes while this machine cannot keep anything comes again.

use causerie_chat::{Cause, RoomId, RoomInvitation};
use causerie_usecases::ports::{
    Invitations, NotTaken, RoomStanding, RoomWish, RoomWishes, Unopened,
};

use crate::{
    desk::Line,
    house::{House, Member, ROOM, at, message_id},
};

/// Alice took Bob into her room, as he wished, and said something there before he heard of it.
async fn taken_in() -> (House, [Member; 2]) {
    let house = House::default();
    let mut alice = house.room(&["alice"]).await.remove(0);
    let bob = house.moves_in("bob").await;
    let invitable = bob.mls.invitable(house.dice.fresh()).unwrap();
    let known = alice.known().await;
    let invitation = RoomInvitation {
        room: RoomId::from(ROOM),
        kind: known.kind,
        host: known.host,
        name: known.name,
        epoch: 0,
    };
    let of = alice.device.person.clone();
    let wish = RoomWish { invitation, of, secret: invitable.secret, at: at(9) };
    bob.store.wish(&wish).await.unwrap();
    alice.adds(&bob, invitable.package, true).await;
    alice.says(message_id(1), "welcome").await.unwrap();
    (house, [alice, bob])
}

#[tokio::test]
async fn who_is_spoken_to_before_they_came_in_and_cannot_keep_the_room_hears_it_when_they_can() {
    let (_house, [alice, bob]) = taken_in().await;
    let sent = alice.has_for(&bob).await;

    bob.rooms.is_broken(true);
    let failed = bob.hears(&alice, sent.clone()).await;
    let unopened = bob.store.unopened().await.unwrap();
    bob.rooms.is_broken(false);
    bob.hears(&alice, sent).await.unwrap();

    assert!(matches!(failed, Err(NotTaken::Unavailable(_))), "{failed:?}");
    assert!(unopened.is_empty());
    assert_eq!(bob.words().await, ["welcome"]);
    assert_eq!(bob.known().await.standing, RoomStanding::Member);
}

#[tokio::test]
async fn where_the_directory_is_away_what_is_said_before_one_came_in_is_refused_and_comes_again() {
    let (_house, [alice, bob]) = taken_in().await;
    let sent = alice.has_for(&bob).await;

    bob.desk.is(Line::Cut);
    let refused = bob.hears(&alice, sent.clone()).await;
    bob.desk.is(Line::Clear);
    bob.hears(&alice, sent.clone()).await.unwrap();

    let again = vec![(sent[0].id, Cause::PEER_UNAVAILABLE)];
    assert!(matches!(refused, Err(NotTaken::Refused(it)) if it == again));
    assert_eq!(bob.words().await, ["welcome"]);
}
