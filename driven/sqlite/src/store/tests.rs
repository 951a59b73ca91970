use std::{
    error::Error,
    sync::{Mutex, mpsc},
    task::{Context, Waker},
    time::Duration,
};

use tempfile::TempDir;

use super::*;
use crate::schema::Step;

const SCHEMA: Schema = Schema {
    application_id: 1,
    steps: &[Step {
        name: "0001 words",
        sql:
            "CREATE TABLE schema_history (position INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
              CREATE TABLE words (word TEXT NOT NULL UNIQUE, filling BLOB) STRICT;",
    }],
};

#[tokio::test]
async fn what_was_written_is_read() {
    let (store, _folder) = open();

    add(&store, "one", 0).await.unwrap();

    assert_eq!(words(&store).await, ["one"]);
}

#[tokio::test]
async fn waiting_writes_share_a_transaction() {
    let (store, folder) = open();
    let go_on = hold_up(&store);
    let other = file::readable(&folder.path().join("words.db")).unwrap();

    let first = store.write(|db| insert(db, "one", 0));
    let other = Mutex::new(other);
    let second = store.write(move |_| count(&other.lock().unwrap()));
    let (first, second, ()) = tokio::join!(first, second, async { go_on.send(()).unwrap() });

    // The second one, carried out after the first one was, saw nothing of it from outside.
    assert_eq!((first.unwrap(), second.unwrap()), ((), 0));
    assert_eq!(words(&store).await, ["one"]);
}

#[tokio::test]
async fn a_write_that_fails_among_others_fails_alone_and_in_whole() {
    let (store, _folder) = open();
    add(&store, "one", 0).await.unwrap();
    let go_on = hold_up(&store);

    let (two, failed, three, ()) = tokio::join!(
        add(&store, "two", 0),
        store.write(|db| insert(db, "half", 0).and_then(|()| insert(db, "one", 0))),
        add(&store, "three", 0),
        async { go_on.send(()).unwrap() },
    );

    assert!(two.is_ok() && failed.is_err() && three.is_ok());
    assert_eq!(words(&store).await, ["one", "two", "three"]);
}

#[tokio::test]
async fn a_write_is_carried_out_though_its_caller_went_away() {
    let (store, _folder) = open();
    let go_on = hold_up(&store);

    let impatient = add(&store, "one", 0);
    let gone = tokio::time::timeout(Duration::from_millis(20), impatient).await;
    go_on.send(()).unwrap();
    add(&store, "two", 0).await.unwrap();

    assert!(gone.is_err());
    assert_eq!(words(&store).await, ["one", "two"]);
}

#[tokio::test]
async fn a_full_disk_is_told_by_name_and_costs_nothing_that_was_acknowledged() {
    let (store, _folder) = open();
    add(&store, "before", 100_000).await.unwrap();

    limit_pages(&store, 1).await;
    let failed = add(&store, "too much", 100_000).await.unwrap_err();
    let told = failed.source().unwrap().to_string();
    assert!(told.contains("words.db") && told.contains("free some space"), "{told}");
    assert_eq!(words(&store).await, ["before"]);

    limit_pages(&store, 1_000_000).await;
    add(&store, "after", 100_000).await.unwrap();
    assert_eq!(words(&store).await, ["before", "after"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_the_disk_fills_up_under_load_exactly_the_acknowledged_is_kept() {
    let (store, _folder) = open();
    let store = Arc::new(store);
    limit_pages(&store, 500).await;

    let racing: Vec<_> = (0..100)
        .map(|n: u32| {
            let store = store.clone();
            tokio::spawn(async move { add(&store, &n.to_string(), 40_000).await.map(|()| n) })
        })
        .collect();
    let mut acknowledged = Vec::new();
    for outcome in racing {
        acknowledged.extend(outcome.await.unwrap().ok().map(|n| n.to_string()));
    }

    let mut kept = words(&store).await;
    kept.sort();
    acknowledged.sort();
    assert!((1..100).contains(&kept.len()));
    assert_eq!(kept, acknowledged);
}

#[tokio::test]
async fn a_write_at_leisure_is_carried_out_though_nobody_joins_it() {
    let (store, _folder) = open();

    store.write_at_leisure(|db| insert(db, "one", 0)).await.unwrap();

    assert_eq!(words(&store).await, ["one"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_written_is_read_where_threads_can_be_spared_too() {
    let (store, _folder) = open();

    add(&store, "one", 0).await.unwrap();

    assert_eq!(words(&store).await, ["one"]);
}

#[tokio::test]
async fn the_log_does_not_grow_without_bound() {
    let (store, folder) = open();
    let mut longest = 0;

    for n in 0..128 {
        add(&store, &n.to_string(), 1 << 20).await.unwrap();
        longest = longest.max(folder.path().join("words.db-wal").metadata().unwrap().len());
    }

    assert!(longest < 64 << 20, "{longest} bytes");
}

#[tokio::test]
async fn a_closed_store_leaves_one_whole_file_and_can_be_opened_at_once() {
    let (store, folder) = open();
    add(&store, "one", 0).await.unwrap();

    drop(store);

    assert!(!folder.path().join("words.db-wal").exists());
    let (store, ()) =
        Store::open(&folder.path().join("words.db"), &SCHEMA, |_, _| Ok(()), |_| Ok(())).unwrap();
    assert_eq!(words(&store).await, ["one"]);
}

fn open() -> (Store, TempDir) {
    let folder = TempDir::new().unwrap();
    let (store, ()) =
        Store::open(&folder.path().join("words.db"), &SCHEMA, |_, _| Ok(()), |_| Ok(())).unwrap();
    (store, folder)
}

/// Keeps the writer busy until it is told to go on, so that what comes meanwhile waits together.
fn hold_up(store: &Store) -> mpsc::Sender<()> {
    let (go_on, told) = mpsc::channel();
    let (begun, busy) = mpsc::channel();
    let told = Mutex::new(told);
    let mut work = Box::pin(store.writer.write(false, move |_| {
        begun.send(()).unwrap();
        told.lock().unwrap().recv().unwrap();
        Ok(())
    }));
    // The first poll hands it over; nobody waits for its end.
    assert!(work.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    busy.recv().unwrap();
    go_on
}

async fn add(store: &Store, word: &str, filling: usize) -> Result<(), Unavailable> {
    let word = word.to_owned();
    store.write(move |db| insert(db, &word, filling)).await
}

fn insert(db: &Connection, word: &str, filling: usize) -> rusqlite::Result<()> {
    let values = rusqlite::params![word, vec![7_u8; filling]];
    db.execute("INSERT INTO words (word, filling) VALUES (?, ?)", values).map(drop)
}

fn count(db: &Connection) -> rusqlite::Result<i64> {
    db.query_row("SELECT count(*) FROM words", [], |row| row.get(0))
}

async fn words(store: &Store) -> Vec<String> {
    let all = |db: &Connection| {
        db.prepare("SELECT word FROM words ORDER BY rowid")?
            .query_map([], |row| row.get(0))?
            .collect()
    };
    store.read(all).await.unwrap()
}

/// Lets the file have so many pages, or as many as it has if those are more: a full disk without a disk.
async fn limit_pages(store: &Store, pages: i64) {
    let limit = move |db: &Connection| {
        db.pragma_update_and_check(None, "max_page_count", pages, |row| row.get::<_, i64>(0))
    };
    store.write(limit).await.unwrap();
}
