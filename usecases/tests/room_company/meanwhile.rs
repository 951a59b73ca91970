//! What a device still does in a room while it leaves it, and what not any more.

use causerie_chat::{DeliveryState, Path, RoomRole};
use causerie_usecases::{
    peer::{commands::InviteError, rooms::NotChanged},
    ports::RoomStanding,
};
use futures_util::FutureExt;

use crate::{
    fellows::three,
    forked::forked,
    given::{device, party::Party, wire::Weather, world::World},
    scene::{company, settle},
};

const MAILBOX: DeliveryState = DeliveryState::Delivered(Path::Mailbox);

/// Somebody leaves, and waits for what they said before.
async fn is_leaving(who: &Party) {
    who.says_here(1).await.unwrap();
    who.leaves_room().await.unwrap();
    assert_eq!(who.place_here().await, Some(RoomStanding::Leaving));
}

/// Bob owns the room too, and leaves it.
async fn an_owner_is_leaving() -> (World, Vec<Party>) {
    let (world, all) = company(&["alice", "bob"]).await;
    all[0].makes_of("bob", RoomRole::Owner).await.unwrap();
    settle(&all).await;
    is_leaving(&all[1]).await;
    (world, all)
}

#[tokio::test]
async fn it_hears_how_far_what_it_said_came_and_goes_then() {
    let (world, [alice, bob, carol]) = three().await;
    world.wire.is(Weather::Cut);
    is_leaving(&bob).await;
    bob.delivers_to_all().await;

    for party in [&alice, &carol] {
        party.fetches().await;
        party.writes_receipts().await;
        party.delivers_to_all().await;
    }
    bob.fetches().await;
    bob.goes_on_leaving().await;

    for who in ["alice", "carol"] {
        assert_eq!(bob.reached_of(1, who).await, MAILBOX, "{who}");
    }
    assert_eq!(bob.place_here().await, Some(RoomStanding::Left));
}

#[tokio::test]
async fn it_tells_that_what_others_said_before_came() {
    let (world, [_alice, bob, carol]) = three().await;
    world.wire.is(Weather::Cut);
    carol.says_here(2).await.unwrap();
    carol.delivers_to_all().await;
    bob.fetches().await;
    is_leaving(&bob).await;

    bob.writes_receipts().await;
    bob.delivers_to_all().await;
    carol.fetches().await;

    assert_eq!(carol.reached_of(2, "bob").await, MAILBOX);
}

#[tokio::test]
async fn it_lets_in_who_is_in_the_room_also_after_a_restart() {
    let (world, [_alice, bob, _carol]) = three().await;
    is_leaving(&bob).await;

    let bob = world.restarts(bob);

    assert!(bob.peer.fellows.has(&device("carol")).await.unwrap());
}

#[tokio::test]
async fn it_wakes_whoever_goes_on_with_it() {
    let (_world, [_alice, bob, _carol]) = three().await;
    bob.says_here(1).await.unwrap();
    let _ = bob.rooms_bell.notified().now_or_never();

    bob.leaves_room().await.unwrap();

    assert!(bob.rooms_bell.notified().now_or_never().is_some());
}

#[tokio::test]
async fn it_changes_nothing_and_asks_nobody_whether_it_could() {
    let (world, all) = an_owner_is_leaving().await;
    world.untruths.silence("bob");

    let refused = all[1].renames("of bob").await;

    assert!(matches!(refused, Err(NotChanged::NotAMember)), "{refused:?}");
}

#[tokio::test]
async fn it_changes_nothing_once_it_knows_what_became_of_what_it_changed_before() {
    let (world, all) = company(&["alice", "bob"]).await;
    all[0].makes_of("bob", RoomRole::Owner).await.unwrap();
    settle(&all).await;
    world.untruths.end("bob", all[1].place().await);
    assert!(matches!(all[1].renames("of bob").await, Err(NotChanged::Busy)));
    is_leaving(&all[1]).await;
    world.untruths.are_over();

    let refused = all[1].renames("of bob once more").await;

    assert!(matches!(refused, Err(NotChanged::NotAMember)), "{refused:?}");
    assert_eq!(all[1].name_here().await, "of bob");
}

#[tokio::test]
async fn it_invites_nobody() {
    let (world, all) = an_owner_is_leaving().await;
    world.joins("carol").await;

    let refused = all[1].invites("carol").await;

    assert!(matches!(refused, Err(InviteError::NotAMember)), "{refused:?}");
}

#[tokio::test]
async fn it_looks_whether_it_was_told_another_log_and_has_gone_then() {
    let (world, all) = forked().await;
    is_leaving(&all[1]).await;

    // What bob cannot open gives it away.
    all[0].says_here(2).await.unwrap();
    all[0].delivers("bob").await;
    for _ in 0..2 {
        world.later(61);
        all[1].minds_rooms().await;
    }

    assert_eq!(all[1].place_here().await, Some(RoomStanding::Gone));
}
