use causerie_chat::{
    AccountSecret, RoomChange, RoomDepartures, RoomDraft, RoomEntry, RoomKind, RoomMark, RoomPlace,
    RoomTrail, Timestamp,
};
use causerie_contracts::{BOB, RoomStore, Store, device, known_room, room, room_keep};
use causerie_usecases::ports::{KnownRoom, OnItsWay, Outcome, RoomKeys, RoomNotKept, RoomStanding};
use rstest::rstest;

use crate::{
    given::{alice_says, here, members, said, say, scene, settle},
    wished::{wish, wishes},
};

fn draft() -> RoomDraft {
    let commit = vec![1; 3].try_into().unwrap();
    let entry = RoomEntry { commit, change: RoomChange::default(), info: None, welcome: None };
    RoomDraft { place: RoomPlace(1), epoch: 1, entry, secret: vec![1; 4].into() }
}

fn departures(people: u8) -> RoomDepartures {
    let mut departures = RoomDepartures::since(3);
    for n in 0..people {
        departures.note(AccountSecret::from_seed(&[n; 32]).public(), u64::from(n) + 4);
    }
    departures
}

fn trail() -> RoomTrail {
    let mut trail = RoomTrail::default();
    trail.note(RoomMark::of(&draft().entry.commit), false);
    trail
}

/// A store with room 1 in version 2, which stands so, and room 2; both are wished for.
async fn with_room(store: Store, standing: RoomStanding) -> RoomStore {
    let store = store.rooms();
    for n in [1, 2] {
        store.rooms.add(&known_room(room(n)), room_keep(Some(n), n)).await.unwrap();
        store.wishes.wish(&wish(n, n)).await.unwrap();
    }
    for version in [0, 1] {
        let known = KnownRoom { standing, version, ..known_room(room(1)) };
        store.rooms.update(&known, None, Some(draft())).await.unwrap();
    }
    store
}

fn anew() -> KnownRoom {
    let name = "later".parse().unwrap();
    let (kind, place) = (RoomKind::Public, RoomPlace(7));
    KnownRoom {
        name,
        kind,
        place,
        departures: departures(2),
        trail: trail(),
        keys: RoomKeys { since: Timestamp::from_millis(5), version: 3, told: 4 },
        ..known_room(room(1))
    }
}

#[rstest]
#[tokio::test]
async fn a_room_that_is_over_begins_anew_in_the_next_version(
    #[values(RoomStanding::Left, RoomStanding::Gone, RoomStanding::Lost, RoomStanding::Forked)]
    standing: RoomStanding,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = with_room(store, standing).await;

    store.rooms.add(&anew(), room_keep(Some(8), 9)).await.unwrap();

    let store = store.reopened();
    let kept = store.book.room(room(1)).await.unwrap().unwrap();
    assert_eq!(kept.known, KnownRoom { version: 3, ..anew() });
    assert_eq!((&kept.tree[..], &kept.state[..]), (&[8; 40][..], &[9; 50][..]));
    assert_eq!(store.book.rooms().await.unwrap(), [kept.known, known_room(room(2))]);
    assert!(store.book.draft(room(1)).await.unwrap().is_none());
    assert_eq!(wishes(&store).await, [wish(2, 2)]);
}

#[rstest]
#[tokio::test]
async fn a_room_that_is_not_over_stays_as_it_is(
    #[values(RoomStanding::Unconfirmed, RoomStanding::Member, RoomStanding::Leaving)]
    standing: RoomStanding,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = with_room(store, standing).await;

    let refused = store.rooms.add(&anew(), room_keep(Some(8), 9)).await;

    assert!(matches!(refused, Err(RoomNotKept::AlreadyHere)));
    let kept = store.book.room(room(1)).await.unwrap().unwrap();
    assert_eq!((kept.known.version, kept.known.standing, kept.tree[0]), (2, standing, 1));
    assert!(store.book.draft(room(1)).await.unwrap().is_some());
    assert_eq!(wishes(&store).await, [wish(1, 1), wish(2, 2)]);
}

#[rstest]
#[tokio::test]
async fn what_was_wished_for_is_forgotten_once_the_room_is_here(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = store.rooms();
    for n in [1, 2] {
        store.wishes.wish(&wish(n, n)).await.unwrap();
    }

    store.rooms.add(&known_room(room(2)), room_keep(Some(1), 1)).await.unwrap();

    assert_eq!(wishes(&store.reopened()).await, [wish(1, 1)]);
}

#[rstest]
#[case::of_nobody(0)]
#[case::of_some(3)]
#[case::of_more_than_are_known(255)]
#[tokio::test]
async fn when_people_went_is_kept_with_the_room(
    #[case] people: u8,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = store.rooms();
    let first = KnownRoom { departures: departures(1), ..known_room(room(1)) };
    store.rooms.add(&first, room_keep(Some(1), 1)).await.unwrap();
    let added = store.book.rooms().await.unwrap();

    let later = KnownRoom { departures: departures(people), ..known_room(room(1)) };
    store.rooms.update(&later, None, None).await.unwrap();

    let store = store.reopened();
    let kept = store.book.room(room(1)).await.unwrap().unwrap().known;
    assert_eq!(added, [first]);
    assert_eq!(kept, KnownRoom { version: 1, ..later });
    assert_eq!(store.book.rooms().await.unwrap(), [kept]);
}

#[rstest]
#[tokio::test]
async fn of_many_who_find_a_room_over_one_begins_anew(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = with_room(store, RoomStanding::Lost).await;

    let tries = (0..8).map(|n| {
        let rooms = store.rooms.clone();
        tokio::spawn(async move { rooms.add(&anew(), room_keep(Some(n), n)).await })
    });
    let mut won = Vec::new();
    for (n, one) in tries.collect::<Vec<_>>().into_iter().enumerate() {
        match one.await.unwrap() {
            Ok(()) => won.push(u8::try_from(n).unwrap()),
            Err(refused) => assert!(matches!(refused, RoomNotKept::AlreadyHere)),
        }
    }

    let kept = store.book.room(room(1)).await.unwrap().unwrap();
    assert_eq!((kept.known.version, won.as_slice()), (3, &kept.state[..1]));
}

#[rstest]
#[tokio::test]
async fn what_lies_in_mailboxes_goes_again_once_this_device_is_in_the_room_anew(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    let elsewhere = causerie_chat::Message { recipient: room(2).into(), ..alice_says(2) };
    let mut there = said(&elsewhere, &[device("d1", BOB)]);
    there.step.room = room(2);
    say(&store, &alice_says(1)).await.unwrap();
    store.mail.say(there).await.unwrap();
    for to in members() {
        settle(&store, &alice_says(1), &to, Outcome::Stored).await;
    }
    settle(&store, &elsewhere, &device("d1", BOB), Outcome::Stored).await;
    let all = members().len() as u64;
    let on_its_way = async |of| store.news.on_its_way(of).await.unwrap();
    assert_eq!(on_its_way(here()).await, OnItsWay { here: 0, in_mailboxes: all });

    let known = store.book.known(here()).await.unwrap().unwrap();
    let lost = KnownRoom { standing: RoomStanding::Lost, ..known.clone() };
    store.rooms.update(&lost, None, None).await.unwrap();
    store.rooms.add(&known, room_keep(Some(1), 1)).await.unwrap();

    assert_eq!(on_its_way(here()).await, OnItsWay { here: all, in_mailboxes: 0 });
    assert_eq!(on_its_way(room(2)).await, OnItsWay { here: 0, in_mailboxes: 1 });
}
