//! What happens between two looks.

use causerie_usecases::ports::{Invitations, KnownRoom, RoomStanding};

use crate::house::{House, message_id};

#[tokio::test]
async fn who_comes_in_between_two_looks_hears_what_is_said_there() {
    let house = House::default();
    let mut members = house.room(&["alice"]).await;
    let bob = house.moves_in("bob").await;
    let invitable = bob.mls.invitable(bob.dice.fresh()).unwrap();
    let (known, welcome) = members[0].adds(&bob, invitable.package, false).await;
    let mut joined = bob.mls.join(&welcome, &invitable.secret, bob.dice.fresh()).unwrap();
    let known = KnownRoom { standing: RoomStanding::Member, version: 0, ..known };
    bob.meanwhile.comes_into(known, joined.keep().unwrap());
    members[0].says(message_id(1), "hello").await.unwrap();

    let heard = bob.hears(&members[0], members[0].has_for(&bob).await).await;

    assert!(heard.is_ok(), "{heard:?}");
    assert_eq!(bob.words().await, ["hello"]);
}
