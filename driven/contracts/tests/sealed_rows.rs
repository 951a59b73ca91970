//! Who takes a peer's files, and not its store key, learns nothing that was said, nor whom it was said to.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

use std::{collections::HashMap, fs, path::Path, sync::Arc};

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use causerie_chat::{Cause, Message, Person, Standing};
use causerie_contracts::{
    InSession, PeerStore, Reading, address, addressed, at, begun, device, key, message,
    one_time_secret, person, received, signed_secret,
};
use causerie_session::Sessions;
use causerie_sqlite::{OpenError, SqlitePeer};
use causerie_usecases::ports::{
    Cursor, Decision, Entry, KnownIdentity, Outcome, Retry, ShelvedSigned, Spent,
};
use rusqlite::Connection;
use tempfile::TempDir;

const ME: &str = "me-marker-a@home-marker.example.org";
const YOU: &str = "you-marker-b@home-marker.example.org";
const STRANGER: &str = "stranger-marker-c@away-marker.example.org";
const DEVICE: &str = "dev-marker-d";

#[tokio::test]
async fn nothing_readable_is_on_disk() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("peer.db");
    let peer = open(&file);
    fill(&peer).await;

    let in_the_log = files(folder.path());
    checkpoint(&file);
    let in_the_file = files(folder.path());
    assert_nothing_is_lost(&peer).await;
    drop(peer);
    let closed = files(folder.path());

    assert!(in_the_log["peer.db-wal"].len() > 50_000);
    assert!(in_the_file["peer.db"].len() > 50_000);
    for (when, files) in [("before", in_the_log), ("after", in_the_file), ("closed", closed)] {
        for (name, bytes) in files {
            for marker in markers() {
                assert!(!contains(&bytes, &marker), "{when}: {} in {name}", text(&marker));
            }
        }
    }
}

#[tokio::test]
async fn what_is_looked_for_would_be_found() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("peer.db");
    drop(open(&file));

    for marker in markers() {
        let db = Connection::open(&file).unwrap();
        db.execute("CREATE TABLE IF NOT EXISTS plain (words BLOB)", []).unwrap();
        db.execute("INSERT INTO plain VALUES (?)", [&marker]).unwrap();
        drop(db);

        let found = files(folder.path()).values().any(|bytes| contains(bytes, &marker));
        assert!(found, "{}", text(&marker));
    }
}

#[tokio::test]
async fn another_key_opens_nothing_and_changes_nothing() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("peer.db");
    let peer = open(&file);
    fill(&peer).await;
    drop(peer);
    let before = fs::read(&file).unwrap();

    let refused = SqlitePeer::open(&file, address(ME), &key(2)).err();

    assert!(matches!(refused, Some(OpenError::OtherKey(named)) if named == file));
    assert_eq!(fs::read(&file).unwrap(), before);
    assert_nothing_is_lost(&open(&file)).await;
}

#[tokio::test]
async fn a_file_whose_key_mark_is_damaged_is_not_opened() {
    for damage in ["DELETE FROM key_check", "UPDATE key_check SET sealed = zeroblob(48)"] {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("peer.db");
        drop(open(&file));
        Connection::open(&file).unwrap().execute_batch(damage).unwrap();

        let refused = SqlitePeer::open(&file, address(ME), &key(1)).err();

        assert!(matches!(refused, Some(OpenError::OtherKey(_))), "{damage}");
    }
}

#[tokio::test]
async fn sessions_that_cannot_be_read_are_none_and_a_fresh_one_takes_their_place() {
    let to = device(DEVICE, YOU);
    for damage in [
        "UPDATE devices SET sessions = zeroblob(500) WHERE sessions NOT NULL",
        "UPDATE devices SET sessions = x'' WHERE sessions NOT NULL",
        "UPDATE devices SET sessions = (SELECT device FROM devices) WHERE sessions NOT NULL",
    ] {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("peer.db");
        let peer = open(&file);
        peer.outbox.seal(&to, Arc::new(InSession::fresh(1))).await.unwrap();
        Connection::open(&file).unwrap().execute_batch(damage).unwrap();

        let had_one = peer.sessions.has_session(&to).await.unwrap();
        let hello = message(1, ME, YOU, "hello");
        let sealing = Arc::new(InSession::known());
        peer.outbox.enqueue(&hello, vec![addressed(&hello, &to)], sealing).await.unwrap();
        let before = peer.pending.waiting(&to, false, 10, 100_000).await.unwrap();
        peer.outbox.seal(&to, Arc::new(InSession::fresh(2))).await.unwrap();
        let after = peer.pending.waiting(&to, false, 10, 100_000).await.unwrap();
        let opening = Arc::new(Reading::default());
        let answer = message(2, YOU, ME, "hello yourself");
        peer.inbox
            .take(&to, vec![received(&answer)], opening.clone(), causerie_chat::Path::Direct, at(9))
            .await
            .unwrap();

        assert!(!had_one, "{damage}");
        assert!(before.sealed.is_empty() && before.unsealed_next, "{damage}");
        assert_eq!(after.sealed.len(), 1, "{damage}");
        assert_eq!(opening.seen()[0].session, Some(begun(2).id()), "{damage}");
    }
}

/// A row in each table, of everything that is secret.
async fn fill(peer: &PeerStore) {
    let (to, other) = (device(DEVICE, YOU), device("d2", STRANGER));
    peer.contacts.remember(&you(1)).await.unwrap();
    peer.contacts.remember(&you(8)).await.unwrap_err();
    let decision = Decision { who: address(YOU), key: you(8).account_key, verified: Some(at(5)) };
    peer.contacts.decide(&decision).await.unwrap();
    peer.contacts.remember(&you(1)).await.unwrap_err();
    peer.outbox.seal(&to, Arc::new(InSession::fresh(1))).await.unwrap();
    for message in sent() {
        let envelopes = vec![addressed(&message, &to), addressed(&message, &other)];
        let sealing = Arc::new(InSession::known());
        peer.outbox.enqueue(&message, envelopes, sealing).await.unwrap();
    }
    let refused = Outcome::Failed(Cause::MALFORMED);
    let id = addressed(&sent()[0], &to).id;
    peer.outbox.settle(&to, vec![(id, refused)], at(8)).await.unwrap();
    let retry = Retry { failures: 3, last: at(1), next: at(5), cause: Cause::NO_ADDRESS };
    peer.outbox.postpone(&to, &retry).await.unwrap();

    for generation in 1..=2 {
        let secret = signed_secret(generation);
        peer.shelf
            .keep_signed(&ShelvedSigned { generation, secret, made_at: at(0) })
            .await
            .unwrap();
        let number = generation * 10;
        peer.shelf.keep_one_time(vec![(number, one_time_secret(number))]).await.unwrap();
    }
    let opening = Arc::new(Reading {
        begins: Some(2),
        meets: Some(person(STRANGER, 3, &[("d2", 4)])),
        spends: Some(Spent::LastResort { session: begun(2).id(), generation: 1 }),
        ..Reading::default()
    });
    peer.inbox
        .take(&other, vec![received(&heard())], opening, causerie_chat::Path::Direct, at(9))
        .await
        .unwrap();
    let mut noise = received(&message(9, STRANGER, ME, "noise"));
    noise.sealed = vec![0xFF; 9].try_into().unwrap();
    let opening = Arc::new(Reading::default());
    peer.inbox
        .take(&other, vec![noise], opening, causerie_chat::Path::Direct, at(9))
        .await
        .unwrap_err();

    let restored = KnownIdentity {
        person: restored(),
        verified: None,
        offered: None,
        standing: Standing::ACCEPTED,
    };
    let entry = Entry {
        cursor: Cursor(0),
        message: message(10, "restored-marker-e@x.org", ME, "restored words marker f"),
        changed_at: at(3),
        state: causerie_chat::DeliveryState::Delivered(causerie_chat::Path::Direct),
        view: causerie_chat::View::default(),
    };
    peer.archive.restore(vec![restored], vec![entry]).await.unwrap();
}

async fn assert_nothing_is_lost(peer: &PeerStore) {
    let told = peer.history.conversation(&address(YOU).into(), Cursor(0), 10).await.unwrap();
    assert_eq!(told.into_iter().map(|it| it.message).collect::<Vec<_>>(), sent());
    let told = peer.history.conversation(&address(STRANGER).into(), Cursor(0), 10).await.unwrap();
    assert_eq!(told.into_iter().map(|it| it.message).collect::<Vec<_>>(), [heard()]);
    assert_eq!(peer.identities.identities().await.unwrap().len(), 3);
    assert_eq!(peer.unopened.unopened().await.unwrap().len(), 1);
    assert_eq!(peer.shelved.signed().await.unwrap().len(), 2);
}

fn sent() -> [Message; 2] {
    [
        message(1, ME, YOU, "first words marker g"),
        message(2, ME, YOU, &"second words marker h ".repeat(300)),
    ]
}

fn heard() -> Message {
    message(3, STRANGER, ME, "third words marker i, ünd ein Umlaut")
}

fn you(account: u8) -> Person {
    person(YOU, account, &[(DEVICE, account + 40)])
}

fn restored() -> Person {
    person("restored-marker-e@x.org", 11, &[("d1", 12)])
}

/// Everything that is not to be found, in all the ways it might be written.
fn markers() -> Vec<Vec<u8>> {
    let words = [
        "me-marker-a",
        "you-marker-b",
        "stranger-marker-c",
        "restored-marker-e",
        "home-marker",
        "away-marker",
        DEVICE,
        "words marker f",
        "words marker g",
        "words marker h",
        "words marker i",
        "Umlaut",
    ];
    let words = words.into_iter().flat_map(|word| {
        let wide = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [word.as_bytes().to_vec(), wide, hex(word.as_bytes()), base64(word.as_bytes())]
    });
    let people = [you(1), you(8), person(STRANGER, 3, &[("d2", 4)]), restored()];
    let keys = people.iter().flat_map(|person| {
        let devices = person.devices.iter();
        let devices =
            devices.flat_map(|it| [it.key.as_bytes().to_vec(), it.signature.as_bytes().to_vec()]);
        devices.chain([person.account_key.as_bytes().to_vec()]).collect::<Vec<_>>()
    });
    let pre_keys = [signed_secret(1), signed_secret(2), one_time_secret(10), one_time_secret(20)];
    let pre_keys = pre_keys.iter().map(|secret| secret[4..36].to_vec());
    // What both sides are bound to and the root key, which stand at the beginning and stay until there is an answer.
    let sessions = [1, 2].map(|n| Sessions::new(begun(n)).encode());
    let sessions = sessions.iter().flat_map(|bytes| [&bytes[24..56], &bytes[56..88]]);
    let sessions: Vec<_> = sessions.map(<[u8]>::to_vec).collect();
    let store_key = vec![1; 32];
    let keys = keys.chain(pre_keys).chain(sessions).chain([store_key]);
    let keys = keys.flat_map(|key| [hex(&key), base64(&key), key]);
    words.chain(keys).collect()
}

fn hex(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect()
}

/// Without the last characters, which depend on what follows.
fn base64(bytes: &[u8]) -> Vec<u8> {
    STANDARD_NO_PAD.encode(&bytes[..bytes.len() / 3 * 3]).into_bytes()
}

fn contains(bytes: &[u8], marker: &[u8]) -> bool {
    bytes.windows(marker.len()).any(|window| window == marker)
}

fn text(marker: &[u8]) -> String {
    String::from_utf8_lossy(marker).into_owned()
}

fn open(file: &Path) -> PeerStore {
    PeerStore::over(Arc::new(SqlitePeer::open(file, address(ME), &key(1)).unwrap()))
}

fn checkpoint(file: &Path) {
    let db = Connection::open(file).unwrap();
    db.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())).unwrap();
}

/// What is in the folder, by name.
fn files(folder: &Path) -> HashMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
        .collect()
}
