use std::{fs, path::Path, sync::Arc};

use causerie_chat::{Message, Person};
use causerie_contracts::{
    PeerStore, address, at, challenge, device, enrolment, key, message, outgoing, person, trace,
};
use causerie_sqlite::SqlitePeer;
use rusqlite::{Connection, params};

pub(crate) const ME: &str = "me-marker-a@home-marker.example.org";

pub(crate) const YOU: &str = "you-marker-b@home-marker.example.org";

pub(crate) const THEM: &str = "them-marker-c@away-marker.example.org";

pub(crate) const PEER_0001: &str =
    include_str!("../../../sqlite/src/peer/0001_messages_and_outbox.sql");

pub(crate) const DIRECTORY_0001: &str =
    include_str!("../../../sqlite/src/directory/0001_people_and_challenges.sql");

pub(crate) fn open(file: &Path) -> PeerStore {
    PeerStore::over(Arc::new(SqlitePeer::open(file, address(ME), &key(1)).unwrap()))
}

pub(crate) fn you() -> Person {
    person(YOU, 1, &[("laptop", 3), ("d1", 2)])
}

pub(crate) fn said(n: u8, from: &str, to: &str) -> Message {
    message(n, from, to, &format!("words-marker-{n} ").repeat(n.into()))
}

/// A file as version 0.1 of step 1 left it, still open.
pub(crate) fn old_peer(file: &Path) -> Connection {
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

pub(crate) fn old_directory(file: &Path) {
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
pub(crate) fn markers() -> Vec<Vec<u8>> {
    let names = ["me-marker-a", "you-marker-b", "them-marker-c", "home-marker", "away-marker"];
    let words = (1..=7).map(|n| format!("words-marker-{n}").into_bytes());
    let keys = you().devices.into_iter().map(|it| it.key.as_bytes().to_vec());
    let account = you().account_key.as_bytes().to_vec();
    let names = names.into_iter().chain(["laptop", "given-up"]).map(|it| it.as_bytes().to_vec());
    names.chain(words).chain(keys).chain([account]).collect()
}

pub(crate) fn is_in(folder: &Path, marker: &[u8]) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        bytes.windows(marker.len()).any(|window| window == marker)
    })
}
