//! A step that fails half-way leaves nothing.

use causerie_chat::{EnvelopeId, RoomDepartures};
use causerie_contracts::{BOB, RoomStore, Store, device, known_room, room, room_keep};
use causerie_usecases::ports::{HeardInRoom, KnownRoom, NotHeard, NotSaid, RoomStep, SaidInRoom};
use rstest::rstest;
use rusqlite::Connection;

use crate::{
    given::{alice_says, bob_says, bodies, heard, here, members, said, scene, step},
    wished::{bring, invites, request, wish},
};

pub(crate) fn db(store: &RoomStore) -> Connection {
    Connection::open(store.file.as_ref().unwrap()).unwrap()
}

/// From now on that fails.
pub(crate) fn fails(store: &RoomStore, step: &str) {
    let sql = format!("CREATE TRIGGER no {step} BEGIN SELECT RAISE(ABORT, 'no'); END");
    db(store).execute_batch(&sql).unwrap();
}

pub(crate) fn works_again(store: &RoomStore) {
    db(store).execute_batch("DROP TRIGGER no").unwrap();
}

async fn is_untouched(store: &RoomStore) -> bool {
    let kept = store.book.room(here()).await.unwrap().unwrap();
    (kept.known.version, kept.state[0]) == (0, 1)
        && store.peer.history.conversations().await.unwrap().is_empty()
        && store.peer.pending.depth().await.unwrap().envelopes == 0
        && bodies(store) == 0
}

#[rstest]
#[tokio::test]
async fn t21_what_is_said_and_the_room_are_kept_together_or_not_at_all(
    #[values(
        "BEFORE INSERT ON messages",
        "BEFORE INSERT ON room_sealed",
        "BEFORE INSERT ON outbox",
        "BEFORE INSERT ON reached",
        "BEFORE UPDATE ON rooms"
    )]
    at: &str,
) {
    let store = scene(Store::Sqlite).await;
    let say = || {
        let step = RoomStep { keep: Some(room_keep(None, 77)), ..step(0) };
        store.mail.say(SaidInRoom { step, ..said(&alice_says(1), &members()) })
    };
    fails(&store, at);

    let refused = say().await;
    works_again(&store);

    assert!(matches!(refused, Err(NotSaid::Unavailable(_))));
    assert!(is_untouched(&store).await);
    say().await.unwrap();
    assert!(!is_untouched(&store).await);
}

#[rstest]
#[tokio::test]
async fn t21_what_is_heard_and_the_room_are_kept_together_or_not_at_all(
    #[values("BEFORE INSERT ON messages", "BEFORE INSERT ON taken", "BEFORE UPDATE ON rooms")]
    at: &str,
) {
    let store = scene(Store::Sqlite).await;
    let hear = || {
        let step = RoomStep { keep: Some(room_keep(None, 77)), ..step(0) };
        store.mail.hear(HeardInRoom { step, ..heard(&bob_says(1)) })
    };
    fails(&store, at);

    let refused = hear().await;
    works_again(&store);

    assert!(matches!(refused, Err(NotHeard::Unavailable(_))));
    assert!(is_untouched(&store).await);
    let id = EnvelopeId::of(bob_says(1).id, &device("d1", causerie_contracts::ALICE));
    assert!(!store.news.was_taken(&device("d1", BOB), id).await.unwrap());
    hear().await.unwrap();
    assert!(!is_untouched(&store).await);
}

#[tokio::test]
async fn nothing_of_a_room_can_be_read_in_the_file() {
    let store = scene(Store::Sqlite).await;
    let step = RoomStep { keep: Some(room_keep(Some(0xa7), 0xa8)), ..step(0) };
    store.mail.say(SaidInRoom { step, ..said(&alice_says(1), &members()) }).await.unwrap();
    let bob = device("d1", BOB);
    for said in [invites(2, BOB, 7), request(3, BOB, 0xab)] {
        bring(&store, &bob, &said).await;
    }
    store.wishes.wish(&wish(7, 0xa9)).await.unwrap();
    let key = causerie_chat::AccountSecret::from_seed(&[1; 32]).public();
    let mut departures = RoomDepartures::since(0);
    departures.note(key, 1);
    let gone = KnownRoom { departures, version: 1, ..known_room(here()) };
    store.rooms.update(&gone, None, None).await.unwrap();
    let file = store.file.clone().unwrap();
    db(&store).query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();

    let bytes = std::fs::read(&file).unwrap();

    let id = here();
    let asked = room(7);
    let markers: [&[u8]; 10] = [
        b"the marker room",
        &[0xa7; 40],
        &[0xa8; 50],
        id.as_bytes(),
        b"alice 1",
        b"the marker invitation",
        &[0xa9; 60],
        &[0xab; 70],
        asked.as_bytes(),
        key.as_bytes(),
    ];
    for marker in markers {
        assert!(!bytes.windows(marker.len()).any(|it| it == marker), "{marker:?}");
    }
    // What others open as it is, is there as it is.
    assert!(bytes.windows(300).any(|it| it == [0xbb; 300]));
}

#[rstest]
#[case::its_state("state")]
#[case::its_tree("tree")]
#[case::what_is_known_of_it("about")]
#[case::who_went_from_it("departures")]
#[tokio::test]
async fn t50_a_cell_of_another_room_does_not_open(#[case] column: &str) {
    let store = scene(Store::Sqlite).await;
    let sql = format!(
        "UPDATE rooms SET {column} = (SELECT o.{column} FROM rooms o WHERE o.rowid <> rooms.rowid)"
    );
    db(&store).execute(&sql, []).unwrap();

    assert!(store.book.room(here()).await.is_err());
}
