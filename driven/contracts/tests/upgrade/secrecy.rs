//! What is left in the clear.

use std::fs;

use causerie_contracts::at;
use tempfile::TempDir;

use crate::given::{ME, THEM, is_in, markers, old_peer, open, said};

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
