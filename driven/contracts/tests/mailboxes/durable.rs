//! What a durable directory acknowledged is there again when it is opened again, and what it did not is not.

use std::{fs, path::PathBuf, sync::Arc};

use causerie_chat::Cause;
use causerie_contracts::{at, gone, letter, lies};
use causerie_sqlite::SqliteDirectory;
use causerie_usecases::ports::{
    Acknowledgements, MailNumber, MailTerms, Mailbox, Mailboxes, NotAcknowledged, NotDeposited,
    Outgoing,
};
use rstest::rstest;
use rusqlite::Connection;
use tempfile::TempDir;

use crate::given::{ANY, alice, bob, carol, refused, register, terms};

/// How the process ends before the file is opened again.
#[derive(Clone, Copy)]
enum End {
    Orderly,
    /// As after a power cut: the files are as they were while it ran.
    Sudden,
}

#[rstest]
#[tokio::test]
async fn t57_mailboxes_keep_what_was_acknowledged(#[values(End::Orderly, End::Sudden)] end: End) {
    let store = Stored::new().await;
    let terms = terms((4, 1_000), (5, 1_000));
    store.deposit(1..=2, &terms, 1).await.unwrap();
    store.directory.expire(at(2), at(3)).await.unwrap();
    store.deposit(3..=5, &terms, 4).await.unwrap();
    store.directory.acknowledge(&bob(), MailNumber(3)).await.unwrap();

    let store = store.again(end);

    let kept = |number, n| lies(number, &alice(), letter(n, &bob(), 10));
    assert_eq!(store.lying().await, [kept(4, 4), kept(5, 5)]);
    let notices = store.directory.pending(&alice(), MailNumber(0), 9, 9).await.unwrap();
    assert_eq!(notices, [1, 2].map(|n| gone(n, n, &alice(), &bob())));
    // It still knows what waits, how much that is, and where it was.
    let told = store.deposit(4..=8, &terms, 5).await;
    let full = refused([8], &Cause::MAILBOX_FULL);
    assert!(matches!(&told, Err(NotDeposited::Refused(told)) if *told == full), "{told:?}");
    assert_eq!(store.lying().await[2..], [kept(6, 6), kept(7, 7)]);
    let ahead = store.directory.acknowledge(&bob(), MailNumber(8)).await;
    assert!(matches!(ahead, Err(NotAcknowledged::Ahead)));
}

#[rstest]
#[tokio::test]
async fn t57_numbers_go_on_though_the_mailbox_was_empty(
    #[values(End::Orderly, End::Sudden)] end: End,
) {
    let mut store = Stored::new().await;
    let mut numbers = Vec::new();

    for n in 1..=3 {
        store.deposit(n..=n, &terms(ANY, ANY), n).await.unwrap();
        numbers.extend(store.lying().await.iter().map(|item| item.number.0));
        store.directory.acknowledge(&bob(), MailNumber(n)).await.unwrap();
        store = store.again(end);
    }

    assert_eq!(numbers, [1, 2, 3]);
}

#[rstest]
#[case::the_last_envelope("BEFORE INSERT ON mail WHEN NEW.number = 5")]
#[case::what_the_mailbox_amounts_to("BEFORE UPDATE ON mailboxes")]
#[case::what_the_depositor_amounts_to("BEFORE UPDATE ON depositors")]
#[tokio::test]
async fn a_deposit_that_fails_half_way_leaves_nothing(#[case] step: &str) {
    let terms = terms((5, 1_000), (5, 1_000));
    let store = Stored::new().await;
    store.deposit(1..=2, &terms, 1).await.unwrap();
    store.fails(step);

    let failed = store.deposit(3..=5, &terms, 2).await;
    store.works_again();

    assert!(matches!(failed, Err(NotDeposited::Unavailable(_))));
    assert_eq!(store.lying().await.len(), 2);
    store.deposit(3..=5, &terms, 2).await.unwrap();
    let expected = (1..=5).map(|n| lies(n, &alice(), letter(n, &bob(), 10)));
    assert_eq!(store.lying().await, expected.collect::<Vec<_>>());
}

#[rstest]
#[case::what_the_mailbox_amounts_to("BEFORE UPDATE ON mailboxes")]
#[case::what_the_depositor_amounts_to("BEFORE UPDATE ON depositors")]
#[tokio::test]
async fn what_was_not_acknowledged_in_whole_stays(#[case] step: &str) {
    let terms = terms((3, 1_000), (3, 1_000));
    let store = Stored::new().await;
    store.deposit(1..=3, &terms, 1).await.unwrap();
    store.fails(step);

    let failed = store.directory.acknowledge(&bob(), MailNumber(2)).await;
    store.works_again();

    assert!(matches!(failed, Err(NotAcknowledged::Unavailable(_))));
    assert_eq!(store.lying().await.len(), 3);
    assert!(matches!(store.deposit(4..=4, &terms, 1).await, Err(NotDeposited::Refused(_))));
}

#[rstest]
#[case::a_notice("BEFORE UPDATE ON mail")]
#[case::the_notice_to_the_depositor("BEFORE INSERT ON mail WHEN NEW.number = 2")]
#[case::what_it_took("BEFORE UPDATE ON depositors")]
#[tokio::test]
async fn what_could_not_be_told_to_both_ends_is_not_thrown_away(#[case] step: &str) {
    let store = Stored::new().await;
    store.deposit(1..=3, &terms(ANY, ANY), 1).await.unwrap();
    let before = store.lying().await;
    store.fails(step);

    let failed = store.directory.expire(at(2), at(3)).await;
    store.works_again();

    assert!(failed.is_err());
    assert_eq!(store.lying().await, before);
    assert_eq!(store.directory.pending(&alice(), MailNumber(0), 9, 9).await.unwrap(), []);
}

#[tokio::test]
async fn what_was_thrown_away_or_fetched_is_not_in_the_tables_any_more() {
    let store = Stored::new().await;
    store.deposit(1..=3, &terms(ANY, ANY), 1).await.unwrap();
    let letter = Outgoing { trace: None, ..letter(9, &carol(), 10) };
    store.directory.deposit(&alice(), vec![letter], &terms(ANY, ANY), at(9)).await.unwrap();

    store.directory.acknowledge(&bob(), MailNumber(1)).await.unwrap();
    store.directory.expire(at(2), at(3)).await.unwrap();

    let db = Connection::open(&store.file).unwrap();
    let count = |what: &str| db.query_row(what, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(count("SELECT count(*) FROM mail"), 5);
    assert_eq!(count("SELECT count(*) FROM mail WHERE sealed IS NOT NULL"), 1);
    assert_eq!(count("SELECT count(*) FROM mail WHERE trace IS NOT NULL"), 0);
    assert_eq!(count("SELECT sum(envelopes) FROM mailboxes"), 1);
    assert_eq!(count("SELECT sum(bytes) FROM mailboxes"), 10);
    assert_eq!(count("SELECT envelopes FROM depositors"), 1);
    assert_eq!(count("SELECT bytes FROM depositors"), 10);
}

#[tokio::test]
async fn t54_what_changes_nothing_is_not_written() {
    let store = Stored::new().await;
    let terms = terms((3, 1_000), (3, 1_000));
    store.deposit(1..=3, &terms, 1).await.unwrap();
    store.directory.acknowledge(&bob(), MailNumber(1)).await.unwrap();
    store.deposit(4..=4, &terms, 1).await.unwrap();
    let log = store.file.with_extension("db-wal");
    let before = fs::read(&log).unwrap();

    store.deposit(2..=4, &terms, 2).await.unwrap();
    store.deposit(5..=9, &terms, 2).await.unwrap_err();
    store.directory.acknowledge(&bob(), MailNumber(1)).await.unwrap();
    store.directory.acknowledge(&bob(), MailNumber(9)).await.unwrap_err();
    store.directory.expire(at(1), at(3)).await.unwrap();

    assert!(fs::read(&log).unwrap() == before);
    assert_eq!(store.lying().await.len(), 3);
}

/// A directory in a file of its own.
struct Stored {
    directory: Arc<SqliteDirectory>,
    file: PathBuf,
    folder: TempDir,
}

impl Stored {
    async fn new() -> Self {
        let stored = Self::open(TempDir::new().unwrap());
        register(&*stored.directory).await;
        stored
    }

    fn open(folder: TempDir) -> Self {
        let file = folder.path().join("store.db");
        let directory = Arc::new(SqliteDirectory::open(&file).unwrap());
        Self { directory, file, folder }
    }

    /// As the next process finds it.
    fn again(self, end: End) -> Self {
        match end {
            End::Orderly => {
                drop(self.directory);
                Self::open(self.folder)
            }
            End::Sudden => {
                let copy = TempDir::new().unwrap();
                for name in ["store.db", "store.db-wal"] {
                    fs::copy(self.folder.path().join(name), copy.path().join(name)).unwrap();
                }
                Self::open(copy)
            }
        }
    }

    /// Those of Alice's to Bob with these numbers, of 10 bytes each.
    async fn deposit(
        &self,
        letters: impl Iterator<Item = u64>,
        terms: &MailTerms,
        second: u64,
    ) -> Result<(), NotDeposited> {
        let letters = letters.map(|n| letter(n, &bob(), 10)).collect();
        self.directory.deposit(&alice(), letters, terms, at(second)).await
    }

    async fn lying(&self) -> Vec<causerie_usecases::ports::MailItem> {
        self.directory.pending(&bob(), MailNumber(0), 1_000, 100_000).await.unwrap()
    }

    /// From now on that fails.
    fn fails(&self, step: &str) {
        let sql = format!("CREATE TRIGGER no {step} BEGIN SELECT RAISE(ABORT, 'no'); END");
        Connection::open(&self.file).unwrap().execute_batch(&sql).unwrap();
    }

    fn works_again(&self) {
        Connection::open(&self.file).unwrap().execute_batch("DROP TRIGGER no").unwrap();
    }
}
