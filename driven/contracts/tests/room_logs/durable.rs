//! What a durable directory acknowledged is there again when it is opened again, and what it did not is not.

use std::{fs, path::PathBuf};

use causerie_chat::{DeviceAddress, RoomChange, RoomKind, RoomPlace, RoomRefusal};
use causerie_contracts::{at, info, lets_go, lets_in, makes, no_change, room};
use causerie_sqlite::SqliteDirectory;
use causerie_usecases::ports::{
    NotAppended, RoomLogBook, RoomLogs, RoomOffer, RoomReaders, RoomTerms,
};
use rstest::rstest;
use rusqlite::Connection;
use tempfile::TempDir;

use crate::given::{alice, bob, carol, founding, public_entry, register};

/// How the process ends before the file is opened again.
#[derive(Clone, Copy)]
enum End {
    Orderly,
    /// As after a power cut: the files are as they were while it ran.
    Sudden,
}

#[rstest]
#[tokio::test]
async fn t57_logs_keep_what_was_acknowledged(#[values(End::Orderly, End::Sudden)] end: End) {
    let store = Stored::new().await;
    store.append(&alice(), 1, lets_in(&[&bob(), &carol()])).await.unwrap();
    store.append(&alice(), 2, makes(&[&carol()], &[&alice()])).await.unwrap();
    store.append(&carol(), 3, lets_go(&[&bob()])).await.unwrap();
    store.directory.expire(at(2)).await.unwrap();

    let store = store.again(end);

    assert_eq!(store.places(&carol(), 2).await, [2, 3]);
    assert_eq!(store.places(&bob(), 2).await, [2, 3]);
    let readers = store.directory.readers(room(1), RoomPlace(3)).await.unwrap();
    assert_eq!(readers, [alice(), bob(), carol()]);
    let open = store.directory.info(&bob(), room(1)).await.unwrap().unwrap();
    assert_eq!((open.last.0, open.info), (3, info(3, 10)));
    // It still knows who may what, what is there already, and where it was.
    store.append(&carol(), 3, lets_go(&[&bob()])).await.unwrap();
    let refused = |outcome| match outcome {
        Err(NotAppended::Refused(why)) => Some(why),
        _ => None,
    };
    let taken = store.append(&carol(), 3, no_change()).await;
    let no_keeper = store.append(&alice(), 4, lets_go(&[&carol()])).await;
    assert_eq!(refused(taken), Some(RoomRefusal::Taken));
    assert_eq!(refused(no_keeper), Some(RoomRefusal::NotAllowed));
    store.append(&carol(), 4, lets_go(&[&alice()])).await.unwrap();
}

#[rstest]
#[case::the_entry("BEFORE INSERT ON room_entries")]
#[case::how_far_it_is("BEFORE UPDATE ON rooms")]
#[case::who_comes("BEFORE INSERT ON room_stays")]
#[case::who_goes("BEFORE UPDATE ON room_stays")]
#[case::what_others_come_in_by("BEFORE UPDATE ON room_infos")]
#[tokio::test]
async fn t29_an_entry_that_fails_half_way_leaves_nothing(#[case] step: &str) {
    let store = Stored::new().await;
    store.append(&alice(), 1, lets_in(&[&bob()])).await.unwrap();
    store.fails(step);
    let change = || RoomChange::new(vec![carol()], vec![bob()], vec![], vec![]).unwrap();

    let failed = store.append(&alice(), 2, change()).await;
    store.works_again();

    assert!(matches!(failed, Err(NotAppended::Unavailable(_))));
    assert_eq!(store.places(&bob(), 1).await, [1]);
    assert_eq!(store.directory.readers(room(1), RoomPlace(1)).await.unwrap(), [alice(), bob()]);
    assert_eq!(store.directory.rooms(&carol(), None, 9).await.unwrap(), []);
    let open = store.directory.info(&bob(), room(1)).await.unwrap().unwrap();
    assert_eq!((open.last.0, open.info), (1, info(1, 10)));
    store.append(&alice(), 2, change()).await.unwrap();
    assert_eq!(store.places(&carol(), 1).await, [2]);
}

#[rstest]
#[case::what_it_takes("BEFORE UPDATE ON rooms")]
#[case::who_was_let_go("BEFORE DELETE ON room_stays")]
#[tokio::test]
async fn what_was_not_thrown_away_in_whole_stays(#[case] step: &str) {
    let store = Stored::new().await;
    store.append(&alice(), 1, lets_in(&[&bob()])).await.unwrap();
    store.append(&alice(), 2, lets_go(&[&bob()])).await.unwrap();
    store.fails(step);

    let failed = store.directory.expire(at(9)).await;
    store.works_again();

    assert!(failed.is_err());
    assert_eq!(store.places(&bob(), 1).await, [1, 2]);
}

#[tokio::test]
async fn t54_what_changes_nothing_is_not_written() {
    let store = Stored::new().await;
    store.append(&alice(), 1, lets_in(&[&bob()])).await.unwrap();
    let log = store.file.with_extension("db-wal");
    let before = fs::read(&log).unwrap();

    store.append(&alice(), 1, lets_in(&[&bob()])).await.unwrap();
    store.append(&bob(), 1, no_change()).await.unwrap_err();
    store.append(&bob(), 2, lets_go(&[&alice()])).await.unwrap_err();
    store.append(&bob(), 3, no_change()).await.unwrap_err();
    store.found().await;
    store.directory.expire(at(1)).await.unwrap();

    assert!(fs::read(&log).unwrap() == before);
}

#[tokio::test]
async fn what_was_thrown_away_is_not_in_the_tables_any_more() {
    let store = Stored::new().await;
    store.append(&alice(), 1, lets_in(&[&bob()])).await.unwrap();
    store.append(&alice(), 2, lets_go(&[&bob()])).await.unwrap();
    store.append(&alice(), 3, no_change()).await.unwrap();

    store.directory.expire(at(3)).await.unwrap();

    let db = Connection::open(&store.file).unwrap();
    let count = |what: &str| db.query_row(what, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(count("SELECT count(*) FROM room_entries"), 1);
    assert_eq!(count("SELECT count(*) FROM room_stays"), 1);
    assert_eq!(count("SELECT bytes FROM rooms"), 15);
}

/// A directory in a file of its own, with Alice's public room number 1.
struct Stored {
    directory: SqliteDirectory,
    file: PathBuf,
    folder: TempDir,
}

impl Stored {
    async fn new() -> Self {
        let stored = Self::open(TempDir::new().unwrap());
        register(&stored.directory, &stored.directory).await;
        stored.found().await;
        stored
    }

    fn open(folder: TempDir) -> Self {
        let file = folder.path().join("store.db");
        let directory = SqliteDirectory::open(&file).unwrap();
        Self { directory, file, folder }
    }

    async fn found(&self) {
        let founding = founding(&alice(), room(1), RoomKind::Public);
        self.directory.found(&founding, &RoomTerms::default(), at(0)).await.unwrap();
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

    /// That many seconds into the story.
    async fn append(
        &self,
        by: &DeviceAddress,
        place: u8,
        change: RoomChange,
    ) -> Result<(), NotAppended> {
        let (second, entry) = (place.into(), public_entry(place, change));
        let offer =
            RoomOffer { room: room(1), by: by.clone(), place: RoomPlace(place.into()), entry };
        self.directory.append(&offer, &RoomTerms::default(), at(second)).await
    }

    async fn places(&self, reader: &DeviceAddress, from: u64) -> Vec<u64> {
        let entries =
            self.directory.entries(reader, room(1), RoomPlace(from), 99, usize::MAX).await;
        entries.unwrap().iter().map(|entry| entry.place.0).collect()
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
