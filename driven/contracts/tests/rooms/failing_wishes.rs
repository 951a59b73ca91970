//! What is wished for in rooms when a step fails half-way, a row is damaged, or many come at once.

use causerie_chat::{Body, EnvelopeId, Message, Path};
use causerie_contracts::{
    ALICE, BOB, CAROL, Reading, RoomStore, Store, at, device, known_room, message, received, room,
    room_keep,
};
use causerie_usecases::ports::{
    HeardInRoom, KnownRoom, NotHeard, NotTaken, RoomNotKept, RoomStanding, RoomStep, RoomWish,
};
use rstest::rstest;

use crate::{
    failing::{db, fails, works_again},
    given::{heard, here, scene, step},
    wished::{
        ask, ask_for, asks, bring, invitations, invited, invites, leaving, out, request, was_taken,
        wish, wishes,
    },
};

/// What Bob's first device brings.
async fn take(store: &RoomStore, said: &Message) -> Result<(), NotTaken> {
    let opening = std::sync::Arc::new(Reading::default());
    let brought = vec![received(said)];
    store.peer.inbox.take(&device("d1", BOB), brought, opening, Path::Direct, at(50)).await
}

async fn is_known(store: &RoomStore, said: &Message) -> bool {
    store.peer.history.message(&said.author, said.id).await.unwrap().is_some()
}

#[rstest]
#[case("BEFORE INSERT ON messages")]
#[case("BEFORE INSERT ON room_asks")]
#[case("BEFORE INSERT ON taken")]
#[tokio::test]
async fn t21_what_is_asked_for_and_its_envelope_are_taken_together_or_not_at_all(#[case] at: &str) {
    let store = scene(Store::Sqlite).await;
    let (bob, said) = (device("d1", BOB), request(1, BOB, 7));
    fails(&store, at);

    let refused = take(&store, &said).await;
    works_again(&store);

    assert!(matches!(refused, Err(NotTaken::Unavailable(_))));
    assert!(!is_known(&store, &said).await && !was_taken(&store, &bob, &said).await);
    assert_eq!(asks(&store).await, []);
    take(&store, &said).await.unwrap();
    assert_eq!(asks(&store).await, [ask(&bob, 7)]);
}

#[rstest]
#[case("BEFORE INSERT ON room_asks")]
#[case("BEFORE INSERT ON taken")]
#[tokio::test]
async fn t21_that_somebody_leaves_is_heard_with_the_room_or_not_at_all(#[case] at: &str) {
    let store = scene(Store::Sqlite).await;
    let said = leaving(1, BOB);
    let hear = || {
        let step = RoomStep { keep: Some(room_keep(None, 77)), ..step(0) };
        store.mail.hear(HeardInRoom { step, ..heard(&said) })
    };
    fails(&store, at);

    let refused = hear().await;
    works_again(&store);

    assert!(matches!(refused, Err(NotHeard::Unavailable(_))));
    let id = EnvelopeId::of(said.id, &device("d1", ALICE));
    assert!(!store.news.was_taken(&device("d1", BOB), id).await.unwrap());
    assert_eq!(store.book.room(here()).await.unwrap().unwrap().known.version, 0);
    assert_eq!(asks(&store).await, []);
    hear().await.unwrap();
    assert_eq!(asks(&store).await, [out(&device("d1", BOB))]);
}

#[rstest]
#[case("BEFORE UPDATE ON rooms")]
#[case("BEFORE DELETE ON room_wishes")]
#[tokio::test]
async fn t21_a_room_begins_anew_and_its_wish_is_forgotten_together_or_not_at_all(#[case] at: &str) {
    let store = scene(Store::Sqlite).await;
    let gone = KnownRoom { standing: RoomStanding::Gone, ..known_room(here()) };
    store.rooms.update(&gone, None, None).await.unwrap();
    store.wishes.wish(&wish(1, 1)).await.unwrap();
    let add = || store.rooms.add(&gone, room_keep(Some(8), 8));
    fails(&store, at);

    let refused = add().await;
    works_again(&store);

    assert!(matches!(refused, Err(RoomNotKept::Unavailable(_))));
    let kept = store.book.room(here()).await.unwrap().unwrap();
    assert_eq!((kept.known.version, kept.tree[0]), (1, 1));
    assert_eq!(wishes(&store).await, [wish(1, 1)]);
    add().await.unwrap();
    assert_eq!(wishes(&store).await, []);
}

#[rstest]
#[case("BEFORE INSERT ON invitations")]
#[case("BEFORE INSERT ON taken")]
#[tokio::test]
async fn t21_who_is_invited_is_noted_with_the_message_or_not_at_all(#[case] at: &str) {
    let store = scene(Store::Sqlite).await;
    let said = invites(1, BOB, 7);
    fails(&store, at);

    let refused = take(&store, &said).await;
    works_again(&store);

    assert!(matches!(refused, Err(NotTaken::Unavailable(_))));
    assert!(!is_known(&store, &said).await);
    take(&store, &said).await.unwrap();
    assert_eq!(invitations(&store).await, [invited(1, BOB, 7)]);
}

#[rstest]
#[case("BEFORE DELETE ON invitations")]
#[case("BEFORE UPDATE OF content ON messages")]
#[tokio::test]
async fn t21_an_invitation_is_taken_back_in_whole_or_not_at_all(#[case] at: &str) {
    let store = scene(Store::Sqlite).await;
    let body = Body::Delete { target: invites(1, BOB, 7).id };
    let deletion = Message { body, ..message(2, BOB, ALICE, "-") };
    take(&store, &invites(1, BOB, 7)).await.unwrap();
    fails(&store, at);

    let refused = take(&store, &deletion).await;
    works_again(&store);

    assert!(matches!(refused, Err(NotTaken::Unavailable(_))));
    assert_eq!(invitations(&store).await, [invited(1, BOB, 7)]);
    take(&store, &deletion).await.unwrap();
    assert_eq!(invitations(&store).await, []);
}

#[tokio::test]
async fn t21_a_wish_is_replaced_in_whole_or_not_at_all() {
    let store = scene(Store::Sqlite).await;
    store.wishes.wish(&wish(1, 1)).await.unwrap();
    fails(&store, "AFTER INSERT ON room_wishes");

    let refused = store.wishes.wish(&wish(1, 2)).await;
    works_again(&store);

    assert!(refused.is_err());
    assert_eq!(wishes(&store).await, [wish(1, 1)]);
}

#[rstest]
#[case::what_is_wished_for("room_wishes", "wish")]
#[case::what_is_asked_for("room_asks", "ask")]
#[tokio::test]
async fn t50_a_cell_of_another_row_does_not_open(#[case] table: &str, #[case] column: &str) {
    let store = scene(Store::Sqlite).await;
    for n in [1, 2] {
        store.wishes.wish(&wish(n, n)).await.unwrap();
        let from = device(if n == 1 { "d1" } else { "d2" }, BOB);
        bring(&store, &from, &request(n, BOB, n)).await;
    }
    let sql = format!(
        "UPDATE {table} SET {column} = (SELECT o.{column} FROM {table} o WHERE o.seq = 2) WHERE seq = 1"
    );
    db(&store).execute(&sql, []).unwrap();

    // The other one is where it was.
    let read = (wishes(&store).await.len(), asks(&store).await.len());
    assert_eq!(read, if table == "room_wishes" { (1, 2) } else { (2, 1) });
}

#[tokio::test]
async fn a_row_that_is_damaged_hides_no_other() {
    let store = scene(Store::Sqlite).await;
    for n in [1, 2] {
        store.wishes.wish(&wish(n, n)).await.unwrap();
        let from = device(if n == 1 { "d1" } else { "d2" }, BOB);
        bring(&store, &from, &request(n, BOB, n)).await;
        bring(&store, &from, &invites(n + 2, BOB, n + 5)).await;
    }
    let damage = "UPDATE room_wishes SET wish = zeroblob(99) WHERE seq = 1;
         UPDATE room_asks SET ask = x'' WHERE seq = 1;
         UPDATE messages SET content = zeroblob(99)
             WHERE seq = (SELECT max(message_seq) FROM invitations)";
    db(&store).execute_batch(damage).unwrap();

    assert_eq!(wishes(&store).await, [wish(2, 2)]);
    assert_eq!(asks(&store).await, [ask(&device("d2", BOB), 2)]);
    assert_eq!(invitations(&store).await, [invited(3, BOB, 6)]);
}

#[rstest]
#[case::once_there_is_another(true)]
#[case::once_it_has_come_true(false)]
#[tokio::test]
async fn t21_a_secret_that_is_no_more_cannot_be_read_back_with_the_key(#[case] anew: bool) {
    let store = scene(Store::Sqlite).await;
    let long = RoomWish { secret: vec![5; 20_000].into(), ..wish(7, 1) };
    store.wishes.wish(&long).await.unwrap();
    let sql = "SELECT wish FROM room_wishes";
    let cell: Vec<u8> = db(&store).query_row(sql, [], |row| row.get(0)).unwrap();

    if anew {
        store.wishes.wish(&wish(7, 2)).await.unwrap();
    } else {
        store.rooms.add(&known_room(room(7)), room_keep(Some(1), 1)).await.unwrap();
    }

    db(&store).query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    let bytes = std::fs::read(store.file.as_ref().unwrap()).unwrap();
    // On each page that it took.
    for (place, piece) in cell.chunks(64).enumerate().skip(1).step_by(8) {
        assert!(!bytes.windows(piece.len()).any(|it| it == piece), "piece {place}");
    }
}

#[rstest]
#[tokio::test]
async fn of_all_that_comes_at_once_nothing_is_lost(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    let devices = [device("d1", BOB), device("d2", BOB), device("d1", CAROL), device("d2", ALICE)];
    let book = store.wish_book.clone();
    let mut at_once = tokio::task::JoinSet::new();
    for (n, from) in (0_u8..).zip(&devices) {
        for of in [1, 2] {
            let said =
                crate::wished::request_for(room(of), 10 * of + n, &from.person.to_string(), n);
            let (inbox, from) = (store.peer.inbox.clone(), from.clone());
            at_once.spawn(async move {
                let opening = std::sync::Arc::new(Reading::default());
                inbox.take(&from, vec![received(&said)], opening, Path::Direct, at(50)).await
            });
        }
        let (wishes, settled) = (store.wishes.clone(), ask_for(room(1), from, 99));
        at_once.spawn(async move {
            wishes.settle(&settled).await.unwrap();
            wishes.wish(&wish(7, n)).await.unwrap();
            Ok(())
        });
    }
    assert!(at_once.join_all().await.into_iter().all(|it| it.is_ok()));

    let told = book.asks().await.unwrap();
    assert_eq!(told.len(), 8);
    for (n, from) in (0_u8..).zip(&devices) {
        assert!([1, 2].iter().all(|of| told.contains(&ask_for(room(*of), from, n))));
    }
    assert_eq!(wishes(&store).await.len(), 1);
}
