//! A file of an earlier version is brought up to date with all that is in it; a peer's is sealed on the way.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

use std::{fs, path::Path, sync::Arc};

use causerie_chat::{Cause, DeliveryState, Message, Person};
use causerie_contracts::{
    InSession, PeerStore, Store, address, addressed, at, batch, challenge, device, enrolment, key,
    message, outgoing, person, trace,
};
use causerie_sqlite::{OpenError, SqliteDirectory, SqlitePeer};
use causerie_usecases::ports::{
    Batch, ChallengeBook, Cursor, Due, People, PreKeyBook, PreKeys, Published, Registry, Waiting,
    Whereabouts,
};
use rusqlite::{Connection, params};
use tempfile::TempDir;

const ME: &str = "me-marker-a@home-marker.example.org";
const YOU: &str = "you-marker-b@home-marker.example.org";
const THEM: &str = "them-marker-c@away-marker.example.org";

const PEER_0001: &str = include_str!("../../sqlite/src/peer/0001_messages_and_outbox.sql");
const DIRECTORY_0001: &str =
    include_str!("../../sqlite/src/directory/0001_people_and_challenges.sql");

#[tokio::test]
async fn t57_all_that_a_peer_had_is_there_in_its_order() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("peer.db");
    drop(old_peer(&file));

    let peer = open(&file);

    let direct = || DeliveryState::Delivered(causerie_chat::Path::Direct);
    let with = async |who| {
        let told = peer.history.conversation(&address(who), Cursor(0), 100).await.unwrap();
        told.into_iter().map(|it| (it.message, it.changed_at, it.state)).collect::<Vec<_>>()
    };
    let expected = [
        (said(1, ME, YOU), at(1), DeliveryState::Queued),
        (said(2, YOU, ME), at(12), direct()),
        (said(3, ME, YOU), at(13), direct()),
        (said(4, ME, YOU), at(14), DeliveryState::Failed(Cause::MALFORMED)),
        (said(5, YOU, ME), at(15), direct()),
    ];
    assert_eq!(with(YOU).await, expected);
    assert_eq!(with(ME).await, [(said(6, ME, ME), at(6), DeliveryState::Queued)]);
    assert_eq!(with(THEM).await, [(said(7, THEM, ME), at(17), direct())]);
    let told = peer.history.conversations().await.unwrap();
    let told: Vec<_> = told.into_iter().map(|it| (it.with, it.messages)).collect();
    assert_eq!(told, [(address(THEM), 1), (address(ME), 1), (address(YOU), 5)]);
}

#[tokio::test]
async fn t57_its_contacts_are_known_by_their_keys() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("peer.db");
    drop(old_peer(&file));

    let peer = open(&file);

    let known = peer.identities.identities().await.unwrap();
    let [known] = &known[..] else { unreachable!("{known:?}") };
    assert_eq!((known.verified, &known.offered), (None, &None));
    let told = &known.person;
    assert_eq!((&told.address, &told.account_key), (&you().address, &you().account_key));
    let ids = |person: &Person| {
        person.devices.iter().map(|it| (it.id.clone(), it.key)).collect::<Vec<_>>()
    };
    assert_eq!(ids(told), ids(&you()));
    // Nobody is a contact who only wrote, or a device known that was given up.
    assert_eq!(peer.people.person(&address(THEM)).await.unwrap(), None);
    // What the directory says next puts the signatures right.
    peer.contacts.remember(&you()).await.unwrap();
    assert_eq!(peer.people.person(&address(YOU)).await.unwrap(), Some(you()));
    peer.contacts.remember(&person(YOU, 9, &[("d1", 2)])).await.unwrap_err();
}

#[tokio::test]
async fn t57_what_waited_waits_unsealed_in_its_order_and_is_due_at_once() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("peer.db");
    drop(old_peer(&file));

    let peer = open(&file);

    assert_eq!(peer.pending.depth().await.unwrap(), Waiting { envelopes: 4, devices: 3 });
    let due = |id, of, trace| Due { to: device(id, of), not_before: None, trace };
    let expected =
        [due("laptop", YOU, Some(trace())), due("d1", YOU, None), due("d1", ME, Some(trace()))];
    assert_eq!(peer.pending.due().await.unwrap(), expected);
    for (id, of) in [("laptop", YOU), ("d1", YOU), ("d1", ME)] {
        let waiting = peer.pending.waiting(&device(id, of), 10, 1_000).await.unwrap();
        assert_eq!(waiting, Batch { sealed: vec![], unsealed_next: true });
    }
    let laptop = device("laptop", YOU);
    peer.outbox.seal(&laptop, Arc::new(InSession::fresh(1))).await.unwrap();
    let sealed = peer.pending.waiting(&laptop, 10, 100_000).await.unwrap().sealed;
    let ids: Vec<_> = sealed.iter().map(|it| it.envelope.id).collect();
    assert_eq!(ids, [said(4, ME, YOU), said(1, ME, YOU)].map(|m| addressed(&m, &laptop).id));
    let (_, text) = causerie_contracts::counterpart(1, sealed[0].envelope.sealed.as_bytes());
    assert_eq!(Message::decode(&text).unwrap(), said(4, ME, YOU));
}

#[tokio::test]
async fn what_comes_again_after_the_upgrade_changes_nothing() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("peer.db");
    drop(old_peer(&file));
    let peer = open(&file);
    let before = peer.history.conversations().await.unwrap();

    peer.hears(&[said(2, YOU, ME), said(7, THEM, ME)], at(99)).await;
    let (again, sealing) = (said(1, ME, YOU), Arc::new(InSession::known()));
    peer.outbox.enqueue(&again, vec![], sealing).await.unwrap();

    assert_eq!(peer.history.conversations().await.unwrap(), before);
}

#[tokio::test]
async fn nothing_of_it_can_be_read_any_more() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("peer.db");
    let old = old_peer(&file);
    let leaked = markers().iter().filter(|marker| is_in(folder.path(), marker)).count();
    // As after a crash: the log is still there.
    let crashed = TempDir::new().unwrap();
    for name in ["peer.db", "peer.db-wal"] {
        fs::copy(folder.path().join(name), crashed.path().join(name)).unwrap();
    }
    drop(old);

    for folder in [folder, crashed] {
        let peer = open(&folder.path().join("peer.db"));
        let open = markers().into_iter().find(|marker| is_in(folder.path(), marker));
        assert_eq!(open.map(|it| String::from_utf8_lossy(&it).into_owned()), None);
        peer.hears(&[said(8, THEM, ME)], at(20)).await;
        drop(peer);
        assert!(!markers().iter().any(|marker| is_in(folder.path(), marker)));
    }
    assert_eq!(leaked, markers().len());
}

#[tokio::test]
async fn t51_the_owner_stays_the_owner() {
    for owner_first in [true, false] {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("peer.db");
        let old = old_peer(&file);
        if !owner_first {
            old.execute_batch(
                "PRAGMA foreign_keys = OFF; UPDATE persons SET ref = ref * 10;
                 UPDATE owner SET person_ref = 10; UPDATE devices SET person_ref = person_ref * 10;
                 UPDATE messages SET author_ref = author_ref * 10, person_ref = person_ref * 10;
                 INSERT INTO persons (ref, address) VALUES (1, 'zero@x.org');",
            )
            .unwrap();
        }
        drop(old);

        let refused = SqlitePeer::open(&file, address(YOU), &key(1)).err();

        assert!(matches!(refused, Some(OpenError::SomebodyElses(_))), "{refused:?}");
        assert!(SqlitePeer::open(&file, address(ME), &key(1)).is_ok());
    }
}

#[tokio::test]
async fn a_file_that_makes_no_sense_is_refused_and_left_as_it_was() {
    for damage in [
        "UPDATE persons SET address = 'nobody' WHERE ref = 2",
        "UPDATE persons SET account_key = x'00' WHERE ref = 2",
        "UPDATE devices SET key = zeroblob(31)",
        "UPDATE messages SET id = x'00' WHERE seq = 3",
        "UPDATE messages SET body = x'ff' WHERE kind = 1",
        "UPDATE messages SET sent_at = -1",
    ] {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("peer.db");
        let old = old_peer(&file);
        old.execute_batch(damage).unwrap();
        drop(old);

        let refused = SqlitePeer::open(&file, address(ME), &key(1)).err();

        assert!(matches!(refused, Some(OpenError::CannotOpen { .. })), "{damage}: {refused:?}");
        let db = Connection::open(&file).unwrap();
        let count = "SELECT count(*) FROM messages WHERE kind >= 0";
        assert_eq!(db.query_row(count, [], |row| row.get::<_, i64>(0)).unwrap(), 7, "{damage}");
    }
}

#[tokio::test]
async fn t57_all_that_a_directory_had_is_there() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("directory.db");
    old_directory(&file);

    let directory = SqliteDirectory::open(&file).unwrap();

    let (bob, to) = (enrolment(YOU, 1, 2), device("d1", YOU));
    let found = directory.person(&address(YOU)).await.unwrap().unwrap();
    let own = bob.enrolment();
    assert_eq!((found.account_key, found.devices[0].key), (own.account_key, own.device_key));
    let place = Published { address: "192.0.2.7:7500".parse().unwrap(), expires: at(9) };
    assert_eq!(directory.whereabouts(&to).await.unwrap(), Some(place));
    assert_eq!(
        directory.challenge(&challenge(1, at(60)).id).await.unwrap(),
        Some(challenge(1, at(60)))
    );
    assert_eq!(directory.answer(&challenge(1, at(60)).id).await.unwrap(), None);
    // There was no signature; the same enrolment brings it.
    assert!(found.verify().is_err());
    directory.register(&bob, at(3)).await.unwrap();
    assert_eq!(directory.person(&address(YOU)).await.unwrap(), Some(person(YOU, 1, &[("d1", 2)])));
    assert_eq!(directory.left(&to).await.unwrap(), None);
    PreKeys::publish(&directory, &to, &batch(2, 1, [1])).await.unwrap();
    assert_eq!(directory.left(&to).await.unwrap().unwrap().one_time, 1);
}

#[tokio::test]
async fn t51_a_signature_that_is_there_is_put_right_by_nobody() {
    let directory = Store::Sqlite.directory(10);
    directory.registry.register(&enrolment(YOU, 1, 2), at(0)).await.unwrap();

    directory.registry.register(&enrolment(YOU, 1, 2), at(1)).await.unwrap();
    directory.registry.register(&enrolment(YOU, 9, 2), at(2)).await.unwrap_err();

    let found = directory.people.person(&address(YOU)).await.unwrap();
    assert_eq!(found, Some(person(YOU, 1, &[("d1", 2)])));
}

fn open(file: &Path) -> PeerStore {
    PeerStore::over(Arc::new(SqlitePeer::open(file, address(ME), &key(1)).unwrap()))
}

fn you() -> Person {
    person(YOU, 1, &[("laptop", 3), ("d1", 2)])
}

fn said(n: u8, from: &str, to: &str) -> Message {
    message(n, from, to, &format!("words-marker-{n} ").repeat(n.into()))
}

/// A file as version 0.1 of step 1 left it, still open.
fn old_peer(file: &Path) -> Connection {
    let db = Connection::open(file).unwrap();
    db.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 20;
         PRAGMA application_id = 0x43415001;",
    )
    .unwrap();
    db.execute_batch(PEER_0001).unwrap();
    db.execute_batch(
        "INSERT INTO schema_history (name) VALUES ('0001 messages and outbox');
         PRAGMA user_version = 1;
         INSERT INTO persons (ref, address) VALUES (1, 'me-marker-a@home-marker.example.org'),
             (2, 'you-marker-b@home-marker.example.org'),
             (3, 'them-marker-c@away-marker.example.org');
         INSERT INTO owner VALUES (1);
         INSERT INTO devices (ref, person_ref, device) VALUES (1, 2, 'given-up'), (4, 1, 'd1');",
    )
    .unwrap();
    db.execute("UPDATE persons SET account_key = ? WHERE ref = 2", [you().account_key.as_bytes()])
        .unwrap();
    // The second one by number is the first one by position.
    for (number, position) in [(2, 1), (3, 0)] {
        let known = &you().devices[position];
        let place = i64::try_from(position).unwrap();
        let row = params![number, known.id.as_str(), known.key.as_bytes(), place];
        db.execute("INSERT INTO devices VALUES (?, 2, ?, ?, ?)", row).unwrap();
    }
    let (me, you, them) = (1, 2, 3);
    let messages = [
        (said(1, ME, YOU), me, you, None, Some(2)),
        (said(2, YOU, ME), you, you, Some(at(12)), None),
        (said(3, ME, YOU), me, you, None, Some(1)),
        (said(4, ME, YOU), me, you, None, Some(2)),
        (said(5, YOU, ME), you, you, Some(at(15)), None),
        (said(6, ME, ME), me, me, None, Some(1)),
        (said(7, THEM, ME), them, them, Some(at(17)), None),
    ];
    for (message, author, person, kept_at, envelopes) in messages {
        let Message { id, sent_at, body, .. } = &message;
        let millis = |at: causerie_chat::Timestamp| i64::try_from(at.millis()).unwrap();
        db.execute(
            "INSERT INTO messages (id, author_ref, person_ref, sent_at, kept_at, envelopes, kind, body)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                id.as_bytes(),
                author,
                person,
                millis(*sent_at),
                kept_at.map(millis),
                envelopes,
                i64::try_from(body.kind()).unwrap(),
                body.data(),
            ],
        )
        .unwrap();
    }
    let millis = |seconds| i64::try_from(at(seconds).millis()).unwrap();
    db.execute("INSERT INTO progress VALUES (3, 1, 2, 1, NULL, ?)", [millis(13)]).unwrap();
    db.execute("INSERT INTO progress VALUES (4, 1, 4, NULL, 'MALFORMED', ?)", [millis(14)])
        .unwrap();
    let queued = [
        (said(4, ME, YOU), "laptop", YOU, 3, 4, Some(trace())),
        (said(1, ME, YOU), "laptop", YOU, 3, 1, Some(trace())),
        (said(1, ME, YOU), "d1", YOU, 2, 1, None),
        (said(6, ME, ME), "d1", ME, 4, 6, Some(trace())),
    ];
    for (message, id, of, to, seq, trace) in queued {
        let envelope = outgoing(&message, &device(id, of), 1).envelope.id;
        db.execute(
            "INSERT INTO outbox (envelope_id, device_ref, message_seq, trace, sealed)
             VALUES (?, ?, ?, ?, ?)",
            params![
                envelope.as_bytes(),
                to,
                seq,
                trace.as_ref().map(causerie_chat::TraceContext::as_str),
                message.encode(), // as it was before envelopes were sealed
            ],
        )
        .unwrap();
    }
    db.execute("INSERT INTO retries VALUES (3, 2, ?, ?, 'UNREACHABLE')", [millis(1), millis(99)])
        .unwrap();
    db
}

fn old_directory(file: &Path) {
    let db = Connection::open(file).unwrap();
    db.execute_batch("PRAGMA journal_mode = WAL; PRAGMA application_id = 0x43414401;").unwrap();
    db.execute_batch(DIRECTORY_0001).unwrap();
    db.execute_batch(
        "INSERT INTO schema_history (name) VALUES ('0001 people and challenges');
         PRAGMA user_version = 1;",
    )
    .unwrap();
    let bob = enrolment(YOU, 1, 2).enrolment().clone();
    let millis = |seconds| i64::try_from(at(seconds).millis()).unwrap();
    let row = params![YOU, bob.account_key.as_bytes(), millis(0)];
    db.execute("INSERT INTO persons VALUES (1, ?, ?, ?)", row).unwrap();
    let row = params![bob.device_key.as_bytes(), millis(9)];
    db.execute("INSERT INTO devices VALUES (1, 1, 'd1', ?, '192.0.2.7:7500', ?)", row).unwrap();
    let opened = challenge(1, at(60));
    let row = params![opened.id.as_bytes(), opened.nonce.as_bytes(), millis(60), millis(60)];
    db.execute("INSERT INTO challenges VALUES (1, ?, ?, ?, ?, NULL, NULL)", row).unwrap();
}

/// Words, names and keys.
fn markers() -> Vec<Vec<u8>> {
    let names = ["me-marker-a", "you-marker-b", "them-marker-c", "home-marker", "away-marker"];
    let words = (1..=7).map(|n| format!("words-marker-{n}").into_bytes());
    let keys = you().devices.into_iter().map(|it| it.key.as_bytes().to_vec());
    let account = you().account_key.as_bytes().to_vec();
    let names = names.into_iter().chain(["laptop", "given-up"]).map(|it| it.as_bytes().to_vec());
    names.chain(words).chain(keys).chain([account]).collect()
}

fn is_in(folder: &Path, marker: &[u8]) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        bytes.windows(marker.len()).any(|window| window == marker)
    })
}
