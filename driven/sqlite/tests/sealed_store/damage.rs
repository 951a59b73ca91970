//! What was changed without the key is an error that says where, and hides nothing else.

use std::error::Error;

use causerie_chat::Cause;
use causerie_sqlite::SqlitePeer;
use causerie_usecases::ports::{
    Contacts, Cursor, History, Identities, Outbox, Pending, PreKeyShelf, Retry, ShelvedPreKeys,
    ShelvedSigned, Unavailable, Unopened,
};
use rstest::rstest;
use rusqlite::Connection;
use tempfile::TempDir;
use zeroize::Zeroizing;

use crate::given::{
    ALICE, BOB, CAROL, address, at, device, message, open, person, receive, refuse, send,
};

#[rstest]
#[case::words("UPDATE messages SET content = zeroblob(99)", "messages.content")]
#[case::no_words("UPDATE messages SET content = x''", "messages.content")]
#[case::words_of_another(
    "UPDATE messages SET content = (SELECT content FROM messages WHERE seq = 1)",
    "messages.content"
)]
#[case::another_author(
    "UPDATE messages SET author_ref = person_ref WHERE kept_at IS NULL",
    "messages.content"
)]
#[case::another_conversation(
    "UPDATE messages SET person_ref = (SELECT person_ref FROM owner) WHERE seq = 3",
    "messages.content"
)]
#[case::a_name("UPDATE persons SET address = zeroblob(99)", "persons.address")]
#[case::a_name_of_another(
    "UPDATE persons SET address = (SELECT address FROM persons ORDER BY ref LIMIT 1)",
    "persons.address"
)]
#[case::a_contact("UPDATE persons SET contact = x'00' WHERE contact NOT NULL", "persons.contact")]
#[case::a_contact_of_a_name(
    "UPDATE persons SET contact = address WHERE contact NOT NULL",
    "persons.contact"
)]
#[case::a_device("UPDATE devices SET device = zeroblob(99)", "devices.device")]
#[case::a_signed_key("UPDATE signed_pre_keys SET secret = zeroblob(140)", "signed_pre_keys.secret")]
#[case::a_one_time_key(
    "UPDATE one_time_pre_keys SET secret = zeroblob(140)",
    "one_time_pre_keys.secret"
)]
#[tokio::test]
async fn a_damaged_cell_is_told_by_its_column_and_with_what_to_do(
    #[case] damage: &str,
    #[case] column: &str,
) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("peer.db");
    let peer = peer(open(&file)).await;

    Connection::open(&file).unwrap().execute_batch(damage).unwrap();

    let told = read_all(&peer).await;
    let expected = format!("{} is damaged in {column}: restore it from a copy", file.display());
    assert!(told.contains(&expected), "{told:?}");
}

#[rstest]
#[case::a_name("UPDATE persons SET address = zeroblob(99) WHERE contact NOT NULL", 1)]
#[case::a_device("UPDATE devices SET device = zeroblob(99) WHERE sessions NOT NULL", 2)]
#[case::words("UPDATE messages SET content = zeroblob(99) WHERE seq <= 3", 1)]
#[tokio::test]
async fn a_damaged_row_hides_no_other(#[case] damage: &str, #[case] conversations: usize) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("peer.db");
    let peer = peer(open(&file)).await;
    let (other, to) = (message(4, ALICE, CAROL, "other"), device("d1", CAROL));
    send(&peer, &other, &to).await;

    Connection::open(&file).unwrap().execute_batch(damage).unwrap();

    assert!(peer.due().await.unwrap().iter().any(|due| due.to == to));
    let told = peer.conversations().await.unwrap();
    assert_eq!((told.len(), &told[0].latest.message), (conversations, &other));
    let entries = peer.conversation(&address(CAROL).into(), Cursor(0), 10).await.unwrap();
    assert_eq!(entries[0].message, other);
}

/// A peer with a row in each table.
async fn peer(peer: SqlitePeer) -> SqlitePeer {
    let to = device("d1", BOB);
    peer.remember(&person(BOB, 1, &[("d1", 2)])).await.unwrap();
    receive(&peer, &message(1, BOB, ALICE, "hello"), &to).await;
    refuse(&peer, &to).await;
    send(&peer, &message(2, ALICE, BOB, "one"), &to).await;
    send(&peer, &message(3, ALICE, BOB, "two"), &to).await;
    let retry = Retry { failures: 3, last: at(1), next: at(5), cause: Cause::NO_ADDRESS };
    peer.postpone(&to, &retry).await.unwrap();
    let secret = Zeroizing::new([9; 100]);
    let signed = ShelvedSigned { generation: 1, secret: secret.clone(), made_at: at(1) };
    peer.keep_signed(&signed).await.unwrap();
    peer.keep_one_time(vec![(1, secret)]).await.unwrap();
    peer
}

/// Asks everything there is to ask, and returns how the failures are told.
async fn read_all(peer: &SqlitePeer) -> Vec<String> {
    let bob = address(BOB);
    let sent = message(2, ALICE, BOB, "one");
    let outcomes: Vec<Option<Unavailable>> = vec![
        peer.identity(&bob).await.err(),
        peer.identities().await.err(),
        peer.due().await.err(),
        peer.unopened().await.err(),
        peer.conversation(&bob.clone().into(), Cursor(0), 10).await.err(),
        peer.conversation(&address(ALICE).into(), Cursor(0), 10).await.err(),
        peer.conversations().await.err(),
        peer.message(&sent.author, sent.id).await.err(),
        peer.signed().await.err(),
        peer.one_time_above(0).await.err(),
    ];
    outcomes.into_iter().flatten().map(|told| told.source().unwrap().to_string()).collect()
}
