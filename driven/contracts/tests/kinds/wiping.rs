//! What was wiped is not in the file any more.

use std::{fs, path::Path, sync::Arc};

use causerie_contracts::{ALICE, PeerStore, address, at, key};
use causerie_sqlite::SqlitePeer;
use tempfile::TempDir;

use crate::given::{arrive, base, conversation, deletion, edit, ending, now};

fn open(file: &Path) -> PeerStore {
    PeerStore::over(Arc::new(SqlitePeer::open(file, address(ALICE), &key(1)).unwrap()))
}

/// The cells of messages: what stands in the file for words.
fn cells(file: &Path) -> Vec<Vec<u8>> {
    let db = rusqlite::Connection::open(file).unwrap();
    let mut statement = db.prepare("SELECT content FROM messages ORDER BY seq").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

#[tokio::test]
async fn deleted_and_expired_words_are_overwritten_in_the_file() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("peer.db");
    let words = "x".repeat(20_000);
    let peer = open(&file);
    let long = causerie_chat::Message {
        body: causerie_chat::Body::Text(words.parse().unwrap()),
        ..base()
    };
    arrive(&peer, &[long, edit(2, &words)], now()).await;
    drop(peer);
    let before = cells(&file);
    assert!(before.iter().all(|cell| cell.len() > 20_000));

    let peer = open(&file);
    arrive(&peer, &[deletion(3)], now()).await;
    drop(peer);

    let db = rusqlite::Connection::open(&file).unwrap();
    let busy: i64 = db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).unwrap();
    assert_eq!(busy, 0);
    drop(db);
    let bytes = fs::read(&file).unwrap();
    for (number, cell) in before.iter().enumerate() {
        // On each page that it took.
        for (place, piece) in cell.chunks(64).enumerate().skip(1).step_by(8) {
            let found = bytes.windows(piece.len()).position(|it| it == piece);
            assert_eq!(found, None, "piece {place} of cell {number} can be read back");
        }
    }
    assert!(cells(&file)[..2].iter().all(|cell| cell.len() < 200));
}

#[tokio::test]
async fn what_expired_is_wiped_without_being_read() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("peer.db");
    let peer = open(&file);
    arrive(&peer, &[ending(base(), at(60))], now()).await;
    drop(peer);
    let db = rusqlite::Connection::open(&file).unwrap();
    db.execute("UPDATE messages SET content = x'00'", []).unwrap();
    drop(db);

    let peer = open(&file);
    peer.timers.wipe_expired(at(60)).await.unwrap();

    assert!(conversation(&peer).await.is_empty());
    assert!(peer.timer_book.expired(at(99)).await.unwrap().is_empty());
}
