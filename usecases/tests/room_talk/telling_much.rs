//! What is sealed in a room for one device alone has its bounds.

use causerie_chat::DeliveryState;
use causerie_usecases::{
    CommandHandler,
    peer::{commands::RenewKeys, queries::ToTell},
    ports::{KnownRoom, RoomBook, RoomKeys, Rooms},
};
use futures_util::FutureExt;

use crate::{
    given::party::Party,
    scene::{here, room_of_strangers},
    telling::{MAILBOX, strangers},
    telling_not::knows,
};

impl Party {
    pub(crate) async fn known(&self) -> KnownRoom {
        self.store.room(here()).await.unwrap().unwrap().known
    }

    /// How much it told single devices with the keys there are.
    pub(crate) async fn has_told(&self) -> u32 {
        self.known().await.keys.told
    }

    async fn renews_keys(&self) {
        let (at, randomness) = (self.clock.now(), self.clock.randomness());
        self.peer.rooms.renew.handle(RenewKeys { at, randomness }).await.unwrap();
    }

    /// Whether somebody woke whoever minds rooms.
    fn was_rung_for_rooms(&self) -> bool {
        self.rooms_bell.notified().now_or_never().is_some()
    }
}

#[tokio::test]
async fn the_65th_waits_until_the_keys_were_renewed_and_goes_then() {
    let (world, parties) = strangers().await;
    let [alice, bob, carol] = &parties[..] else { panic!() };
    let most = u16::try_from(RoomKeys::MOST_TOLD).unwrap();
    let mut rung = 0;
    for n in 1..=most {
        alice.says_here(n).await.unwrap();
        alice.is_fetched_by(&[bob]).await;
        bob.was_rung_for_rooms();
        bob.tells_all().await;
        rung += u16::from(bob.was_rung_for_rooms());
    }
    alice.says_here(most + 1).await.unwrap();
    alice.is_fetched_by(&[bob]).await;

    bob.tells_all().await;
    alice.fetches().await;
    assert_eq!(bob.known().await.keys.told, RoomKeys::MOST_TOLD);
    assert_eq!(bob.receipts_due().await, ToTell::default());
    assert!((1..=16).contains(&rung), "{rung}");
    assert_eq!(alice.has_come(most).await[0].1, MAILBOX);
    assert_eq!(alice.has_come(most + 1).await[0].1, DeliveryState::Stored);

    // Not that soon, or somebody might fill the log with commits.
    let place = bob.known().await.place;
    world.later(60);
    bob.renews_keys().await;
    assert_eq!(bob.known().await.place, place);
    world.later(70);
    bob.renews_keys().await;
    assert_eq!((bob.known().await.place, bob.known().await.keys.told), (place.next(), 0));
    bob.tells_all().await;
    alice.fetches().await;
    assert_eq!(alice.has_come(most + 1).await[0].1, MAILBOX);

    // The others read on, whatever they missed.
    for party in [alice, carol] {
        party.follows().await;
    }
    bob.says_here(900).await.unwrap();
    bob.is_fetched_by(&[alice, carol]).await;
    assert_eq!(
        carol.has("bob", 900).await.message.author,
        bob.has("bob", 900).await.message.author
    );
}

#[tokio::test]
async fn keys_that_told_little_are_not_renewed() {
    let (world, parties) = strangers().await;
    let bob = &parties[1];
    let mut known = bob.known().await;
    known.keys.told = 40;
    bob.store.update(&known, None, None).await.unwrap();
    world.later(600);

    bob.renews_keys().await;

    assert_eq!(bob.known().await.place, known.place);
}

#[tokio::test]
async fn what_others_missed_does_not_keep_them_from_what_is_said_in_the_same_epoch() {
    let (_world, parties) = strangers().await;
    let [alice, bob, carol] = &parties[..] else { panic!() };
    for n in 1..=20 {
        alice.says_here(n).await.unwrap();
        alice.is_fetched_by(&[bob]).await;
        bob.tells_all().await;
    }

    bob.says_here(900).await.unwrap();
    bob.is_fetched_by(&[carol]).await;

    assert_eq!(bob.known().await.keys.told, 20);
    assert_eq!(carol.has("bob", 900).await.message.body, bob.has("bob", 900).await.message.body);
}

#[tokio::test]
async fn in_a_larger_room_keys_rest_longer() {
    let mut names: Vec<_> = (1..=14).map(|n| format!("d{n}.alice")).collect();
    names[0] = "alice".to_owned();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let (world, mut parties) = room_of_strangers(&names).await;
    let full = |it: &mut KnownRoom| it.keys.told = RoomKeys::MOST_TOLD;
    let tablet = knows(&world, parties.remove(1), full).await;
    let place = tablet.known().await.place;

    world.later(130);
    tablet.renews_keys().await;
    assert_eq!(tablet.known().await.place, place);
    world.later(11);
    tablet.renews_keys().await;

    assert_eq!(tablet.known().await.place, place.next());
}
