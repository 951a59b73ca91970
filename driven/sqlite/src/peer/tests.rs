use std::{
    fs,
    path::Path,
    pin::Pin,
    sync::{Mutex, mpsc},
    task::{Context, Waker},
};

use causerie_chat::{
    AccountSecret, Cause, Device, DeviceAddress, DeviceSecret, Envelope, EnvelopeId, MessageId,
    Person, Sealed, Standing, Timestamp,
};
use causerie_usecases::ports::{
    Contacts, Identities, Inbox, Known, KnownIdentity, Opened, Opening, Wanted,
};
use tempfile::TempDir;

use super::*;

#[tokio::test]
async fn who_was_met_is_not_remembered_as_they_were_before() {
    let folder = TempDir::new().unwrap();
    let peer = open(&folder.path().join("peer.db")).unwrap();
    peer.remember(&bob(1)).await.unwrap();
    let (_first, begun, begin) = hold_up(&peer);
    begun.recv().unwrap();

    // Both wait for one transaction: the first is carried out, and not yet in the file, while the second is held up.
    let from = DeviceAddress { person: bob(1).address, device: "d1".parse().unwrap() };
    let opening = Arc::new(Meets(bob(2)));
    let mut taking = peer.take(
        &from,
        vec![envelope()],
        opening,
        causerie_chat::Path::Direct,
        Timestamp::from_millis(1),
    );
    assert!(taking.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    let (_second, taken, commit) = hold_up(&peer);
    begin.send(()).unwrap();
    taken.recv().unwrap();
    let between = peer.identity(&bob(1).address).await.unwrap();
    commit.send(()).unwrap();
    taking.await.unwrap_err();

    let known = |devices| KnownIdentity {
        person: devices,
        verified: None,
        offered: None,
        standing: Standing::ACCEPTED,
    };
    assert_eq!(between, Some(known(bob(1))));
    assert_eq!(peer.identity(&bob(1).address).await.unwrap(), Some(known(bob(2))));
}

#[test]
fn an_upgrade_that_was_cut_off_before_the_file_was_wiped_is_finished_the_next_time() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("peer.db");
    in_the_clear(&file);
    let sealer = Arc::new(Sealer::new(&StoreKey::new([1; 32])));
    let with = sealer.clone();
    let then = move |step: &str, db: &Connection| match step {
        upgrade::STEP => upgrade::seal_all(db, &with),
        _ => Ok(()),
    };
    let cut_off = Store::open(&file, &SCHEMA, then, |_| {
        Err::<(), _>(OpenError::CannotOpen { file: file.clone(), source: "the power".into() })
    });
    assert!(cut_off.is_err());
    let before = is_readable(&file);

    drop(open(&file).unwrap());

    assert!(before && !is_readable(&file));
}

const ALICE: &str = "alice-marker@example.org";

fn open(file: &Path) -> Result<SqlitePeer, OpenError> {
    SqlitePeer::open(file, ALICE.parse().unwrap(), &StoreKey::new([1; 32]))
}

fn in_the_clear(file: &Path) {
    let db = Connection::open(file).unwrap();
    db.execute_batch(include_str!("0001_messages_and_outbox.sql")).unwrap();
    db.execute_batch(
        "PRAGMA application_id = 0x43415001; PRAGMA user_version = 1;
         INSERT INTO schema_history (name) VALUES ('0001 messages and outbox');
         INSERT INTO persons (ref, address) VALUES (1, 'alice-marker@example.org');
         INSERT INTO owner VALUES (1);
         CREATE TABLE removed (text TEXT);
         INSERT INTO removed VALUES (printf('%.*c', 400000, ' ') || 'alice-marker');
         DROP TABLE removed;",
         -- So many that what later steps create does not happen to take the place of all of them.
         WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
             INSERT INTO persons (ref, address) SELECT i, 'alice-marker' || i || '@example.org' FROM n;",
    )
    .unwrap();
}

fn is_readable(file: &Path) -> bool {
    fs::read(file).unwrap().windows(12).any(|bytes| bytes == b"alice-marker")
}

type Held<'a> = Pin<Box<dyn Future<Output = Result<(), Unavailable>> + 'a>>;

/// A write that says when it is carried out, and then holds the writer up until it is told to go on.
fn hold_up(peer: &SqlitePeer) -> (Held<'_>, mpsc::Receiver<()>, mpsc::Sender<()>) {
    let (go_on, told) = mpsc::channel();
    let (reach, reached) = mpsc::channel();
    let told = Mutex::new(told);
    let mut write: Held<'_> = Box::pin(peer.write(move |_| {
        let _ = reach.send(());
        let _ = told.lock().unwrap().recv();
        Ok(())
    }));
    // The first poll hands it over.
    assert!(write.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    (write, reached, go_on)
}

/// Reads nothing, and meets somebody.
struct Meets(Person);

impl Opening for Meets {
    fn wants(&self, _: &Envelope) -> Option<Wanted> {
        None
    }

    fn open(&self, _: &Envelope, _: Known) -> Opened {
        Opened { met: Some(self.0.clone()), ..Opened::refused(Cause::MALFORMED) }
    }
}

/// Bob, whose device has a key of the seed `own`.
fn bob(own: u8) -> Person {
    Person {
        address: "bob@example.org".parse().unwrap(),
        account_key: AccountSecret::from_seed(&[9; 32]).public(),
        devices: vec![Device {
            id: "d1".parse().unwrap(),
            key: DeviceSecret::from_seed(&[own; 32]).public(),
            signature: [own; 64].into(),
        }],
        list: None,
    }
}

fn envelope() -> Envelope {
    let recipient: DeviceAddress = "d1.alice-marker.peers.example.org".parse().unwrap();
    let id: MessageId = "0191d5f2-7c4a-7abc-8def-012345670001".parse().unwrap();
    let id = EnvelopeId::of(id, &recipient);
    Envelope { id, recipient, sealed: Sealed::try_from(vec![1]).unwrap() }
}
