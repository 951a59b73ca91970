use async_trait::async_trait;
use causerie_usecases::ports::{StoreCheck, Unavailable};
use rusqlite::{Connection, OptionalExtension};

use crate::{SqliteDirectory, SqlitePeer, store::Store};

#[async_trait]
impl StoreCheck for SqliteDirectory {
    async fn check(&self) -> Result<(), Unavailable> {
        check(&self.store).await
    }
}

#[async_trait]
impl StoreCheck for SqlitePeer {
    async fn check(&self) -> Result<(), Unavailable> {
        check(&self.store).await
    }
}

/// By the list of the steps that the file has taken, which each file of ours has: one page that is written as it was is a commit like any
/// other, and takes room on the disk like any other.
pub(crate) async fn check(store: &Store) -> Result<(), Unavailable> {
    store.read(read).await?;
    store.write(write).await
}

fn read(db: &Connection) -> rusqlite::Result<()> {
    let first = "SELECT name FROM schema_history ORDER BY position LIMIT 1";
    db.query_row(first, [], |row| row.get::<_, String>(0)).optional().map(drop)
}

fn write(db: &Connection) -> rusqlite::Result<()> {
    db.execute("UPDATE schema_history SET name = name", []).map(drop)
}
