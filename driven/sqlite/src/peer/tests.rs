use std::{
    fs,
    path::Path,
    sync::{Mutex, mpsc},
};

use causerie_chat::{
    AccountSecret, Cause, Device, DeviceAddress, DeviceSecret, Envelope, EnvelopeId, MessageId,
    Person, Sealed, Timestamp,
};
use causerie_usecases::ports::{
    Contacts, Identities, Inbox, Known, KnownIdentity, Opened, Opening, Wanted,
};
use tempfile::TempDir;

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_was_met_is_not_remembered_as_they_were_before() {
    let folder = TempDir::new().unwrap();
    let peer = Arc::new(open(&folder.path().join("peer.db")).unwrap());
    peer.remember(&bob(1)).await.unwrap();
    let begin = hold_up(&peer);

    // Both in one transaction: the first one is carried out, and not yet in the file, while the second one is held up.
    let taking = peer.clone();
    let taking = tokio::spawn(async move {
        let envelope = envelope();
        let to = DeviceAddress { person: bob(1).address, device: "d1".parse().unwrap() };
        let at = Timestamp::from_millis(1);
        taking.take(&to, vec![envelope], Arc::new(Meets(bob(2))), at).await
    });
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    let commit = hold_up(&peer);
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    begin.send(()).unwrap();
    commit.reached.recv().unwrap();
    let between = peer.identity(&bob(1).address).await.unwrap();
    commit.send(()).unwrap();
    taking.await.unwrap().unwrap_err();

    let known = |devices| KnownIdentity { person: devices, verified: None, offered: None };
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
         INSERT INTO owner VALUES (1);",
    )
    .unwrap();
}

fn is_readable(file: &Path) -> bool {
    fs::read(file).unwrap().windows(12).any(|bytes| bytes == b"alice-marker")
}

/// Holds the writer up until it is told to go on.
struct HeldUp {
    go_on: mpsc::Sender<()>,
    reached: mpsc::Receiver<()>,
}

impl HeldUp {
    fn send(&self, (): ()) -> Result<(), mpsc::SendError<()>> {
        self.go_on.send(())
    }
}

fn hold_up(peer: &Arc<SqlitePeer>) -> HeldUp {
    let (go_on, told) = mpsc::channel();
    let (reach, reached) = mpsc::channel();
    let (peer, told) = (peer.clone(), Mutex::new(told));
    tokio::spawn(async move {
        let wait = move |_: Tables<'_>| {
            let _ = reach.send(());
            let _ = told.lock().unwrap().recv();
            Ok(())
        };
        peer.write(wait).await
    });
    HeldUp { go_on, reached }
}

/// Reads nothing, and meets somebody.
struct Meets(Person);

impl Opening for Meets {
    fn wants(&self, _: &Envelope) -> Option<Wanted> {
        None
    }

    fn open(&self, _: &Envelope, _: Known) -> Opened {
        let (reading, met) = (Err(Cause::MALFORMED), Some(self.0.clone()));
        Opened { reading, sessions: None, met, spent: None }
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
    }
}

fn envelope() -> Envelope {
    let recipient: DeviceAddress = "d1.alice-marker.peers.example.org".parse().unwrap();
    let id: MessageId = "0191d5f2-7c4a-7abc-8def-012345670001".parse().unwrap();
    let id = EnvelopeId::of(id, &recipient);
    Envelope { id, recipient, sealed: Sealed::try_from(vec![1]).unwrap() }
}
