//! A file of an earlier version opens with all that was in it.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

use std::{path::Path, sync::Arc};

use causerie_chat::{
    AccountSecret, DeviceAddress, DeviceSecret, Enrolment, Envelope, RoomChange, RoomEntry, RoomId,
    RoomKind, RoomPlace, VerifiedEnrolment,
};
use causerie_sqlite::{SqliteDirectory, SqliteSecondFactors, StoreKey};
use causerie_usecases::ports::{
    KeptSecondFactor, LastSignIn, Mail, MailItem, MailNumber, MailTerms, Mailbox, Mailboxes,
    Outgoing, People, PreKeyBook, PreKeysLeft, Registry, RoomFounding, RoomLogBook, RoomLogs,
    RoomOffer, RoomTerms, SecondFactorBook, SignInLog, SignIns,
};
use rusqlite::{Connection, params};
use tempfile::TempDir;

#[tokio::test]
async fn t57_a_directory_of_before_pre_keys_keeps_its_people_and_they_complete_their_devices() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("directory.db");
    let (bob, enrolment) = (bob(), enrolment());
    before_pre_keys(&file, enrolment.enrolment());

    let directory = SqliteDirectory::open(&file).unwrap();
    let before = directory.person(&bob.person).await.unwrap().unwrap();
    directory.register(&enrolment, causerie_chat::Timestamp::from_millis(9)).await.unwrap();
    let after = directory.person(&bob.person).await.unwrap().unwrap();

    assert_eq!(before.devices[0].key, enrolment.enrolment().device_key);
    assert!(before.verify().is_err());
    assert_eq!(after.devices.len(), 1);
    assert_eq!(after.devices[0].signature, enrolment.enrolment().account_signature);
    assert!(after.verify().is_ok());
    assert_eq!(directory.left(&bob).await.unwrap(), None);
}

#[tokio::test]
async fn t57_a_directory_of_before_mailboxes_keeps_its_pre_keys_and_has_an_empty_mailbox_for_each()
{
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("directory.db");
    before_pre_keys(&file, enrolment().enrolment());
    before_mailboxes(&file);

    let directory = SqliteDirectory::open(&file).unwrap();

    let left = PreKeysLeft { generation: 3, one_time: 1, last_number: 8 };
    assert_eq!(directory.left(&bob()).await.unwrap(), Some(left));
    let pending = async || directory.pending(&bob(), MailNumber(0), 9, 9).await.unwrap();
    assert_eq!(pending().await, []);
    let (id, sealed) = ([7; 16][..].try_into().unwrap(), vec![7].try_into().unwrap());
    let envelope = Envelope { id, recipient: bob(), sealed };
    let (sent, terms) = (Outgoing { envelope, trace: None }, MailTerms::default());
    let at = causerie_chat::Timestamp::from_millis(9);
    directory.deposit(&bob(), vec![sent.clone()], &terms, at).await.unwrap();
    let mail = Mail::Envelope { from: bob(), sent };
    assert_eq!(pending().await, [MailItem { number: MailNumber(1), mail }]);
}

#[tokio::test]
async fn t57_a_directory_of_before_second_factors_has_none_and_knows_of_no_sign_in() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("directory.db");
    before_pre_keys(&file, enrolment().enrolment());
    before_mailboxes(&file);
    before_second_factors(&file);

    let directory = Arc::new(SqliteDirectory::open(&file).unwrap());
    let key = StoreKey::new([1; 32]);
    let factors = SqliteSecondFactors::open(directory.clone(), &key).await.unwrap();

    assert!(factors.second_factor(&bob().person).await.unwrap() == KeptSecondFactor::default());
    assert_eq!(directory.last(&bob()).await.unwrap(), None);
    let at = causerie_chat::Timestamp::from_millis(9);
    let sign_in = LastSignIn { installation: [3; 32], at };
    directory.note(&bob(), sign_in).await.unwrap();
    assert_eq!(directory.last(&bob()).await.unwrap(), Some(sign_in));
}

#[tokio::test]
async fn t57_a_directory_of_before_rooms_keeps_its_people_and_they_found_rooms() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("directory.db");
    before_pre_keys(&file, enrolment().enrolment());
    before_mailboxes(&file);
    before_second_factors(&file);
    before_rooms(&file);

    let directory = SqliteDirectory::open(&file).unwrap();

    assert!(directory.person(&bob().person).await.unwrap().is_some());
    assert_eq!(directory.rooms(&bob(), None, 9).await.unwrap(), []);
    let (room, at) = (RoomId::from([7; 16]), causerie_chat::Timestamp::from_millis(9));
    let founding = RoomFounding { room, by: bob(), kind: RoomKind::Private, info: None };
    directory.found(&founding, &RoomTerms::default(), at).await.unwrap();
    assert_eq!(directory.rooms(&bob(), None, 9).await.unwrap()[0].room, room);
}

#[tokio::test]
async fn t57_a_directory_of_before_welcomes_keeps_its_rooms_and_they_welcome_people() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("directory.db");
    before_pre_keys(&file, enrolment().enrolment());
    before_mailboxes(&file);
    before_second_factors(&file);
    before_rooms(&file);
    before_welcomes(&file);

    let directory = SqliteDirectory::open(&file).unwrap();

    let (room, at) = (RoomId::from([7; 16]), causerie_chat::Timestamp::from_millis(9));
    let log = async || directory.entries(&bob(), room, RoomPlace(1), 9, 999).await.unwrap();
    assert_eq!(log().await.iter().map(|it| &it.welcome).collect::<Vec<_>>(), [&None]);
    let change = RoomChange::new(vec![bob()], vec![], vec![], vec![]).unwrap();
    let welcome = Some(vec![3].try_into().unwrap());
    let commit = vec![2].try_into().unwrap();
    let entry = RoomEntry { commit, change, info: None, welcome: welcome.clone() };
    let offer = RoomOffer { room, by: bob(), place: RoomPlace(2), entry };
    directory.append(&offer, &RoomTerms::default(), at).await.unwrap();
    assert_eq!(log().await.iter().map(|it| &it.welcome).collect::<Vec<_>>(), [&None, &welcome]);
}

/// The same, one step on, with Bob's room in it and an entry in its log.
fn before_welcomes(file: &Path) {
    let db = Connection::open(file).unwrap();
    db.execute_batch(include_str!("../src/directory/0007_rooms.sql")).unwrap();
    db.execute_batch(
        "INSERT INTO schema_history (name) VALUES ('0007 rooms');
         PRAGMA user_version = 7;
         INSERT INTO rooms VALUES (1, x'07070707070707070707070707070707', 0, 1, x'00', 1, 6);
         INSERT INTO room_stays VALUES (1, 1, 0, NULL, 1);",
    )
    .unwrap();
    db.execute(
        "INSERT INTO room_entries VALUES (1, 1, 1, 1, 7, 6, x'00', ?, x'01')",
        [RoomChange::default().encode()],
    )
    .unwrap();
}

/// The same, three steps on.
fn before_rooms(file: &Path) {
    let db = Connection::open(file).unwrap();
    for (number, name, sql) in [
        (4, "0004 second factors", include_str!("../src/directory/0004_second_factors.sql")),
        (5, "0005 listed people", include_str!("../src/directory/0005_listed_people.sql")),
        (6, "0006 devices", include_str!("../src/directory/0006_devices.sql")),
    ] {
        db.execute_batch(sql).unwrap();
        db.execute("INSERT INTO schema_history (name) VALUES (?)", [name]).unwrap();
        db.pragma_update(None, "user_version", number).unwrap();
    }
}

/// The same, another step on.
fn before_second_factors(file: &Path) {
    let db = Connection::open(file).unwrap();
    db.execute_batch(include_str!("../src/directory/0003_mailboxes.sql")).unwrap();
    db.execute_batch(
        "INSERT INTO schema_history (name) VALUES ('0003 mailboxes');
         PRAGMA user_version = 3;",
    )
    .unwrap();
}

/// The same, one step on, with some pre-keys in it.
fn before_mailboxes(file: &Path) {
    let db = Connection::open(file).unwrap();
    db.execute_batch(include_str!("../src/directory/0002_pre_keys.sql")).unwrap();
    db.execute_batch(
        "INSERT INTO schema_history (name) VALUES ('0002 pre-keys');
         PRAGMA user_version = 2;
         INSERT INTO pre_keys VALUES (1, 3, x'00', 8);
         INSERT INTO one_time_pre_keys VALUES (1, 8, x'00');",
    )
    .unwrap();
}

/// A directory as the first version left it, with one person in it.
fn before_pre_keys(file: &Path, person: &Enrolment) {
    let db = Connection::open(file).unwrap();
    db.execute_batch(include_str!("../src/directory/0001_people_and_challenges.sql")).unwrap();
    db.execute_batch(
        "INSERT INTO schema_history (name) VALUES ('0001 people and challenges');
         PRAGMA application_id = 0x43414401;
         PRAGMA user_version = 1;",
    )
    .unwrap();
    db.execute(
        "INSERT INTO persons (address, account_key, registered_at) VALUES (?, ?, 7)",
        params![person.device.person.to_string(), person.account_key.as_bytes()],
    )
    .unwrap();
    db.execute(
        "INSERT INTO devices (person_ref, device, key) VALUES (1, ?, ?)",
        params![person.device.device.as_str(), person.device_key.as_bytes()],
    )
    .unwrap();
}

fn bob() -> DeviceAddress {
    "d1.bob.peers.chat.example.org".parse().unwrap()
}

fn enrolment() -> VerifiedEnrolment {
    let (account, own) = (AccountSecret::from_seed(&[1; 32]), DeviceSecret::from_seed(&[2; 32]));
    Enrolment::sign(bob(), &account, &own).verify().unwrap()
}
