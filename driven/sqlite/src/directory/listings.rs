use async_trait::async_trait;
use causerie_chat::Address;
use causerie_usecases::ports::{ListingBook, Listings, Unavailable};
use rusqlite::params;

use super::SqliteDirectory;

#[async_trait]
impl Listings for SqliteDirectory {
    async fn list(&self, who: &Address, listed: bool) -> Result<(), Unavailable> {
        let who = who.to_string();
        let list = move |db: &rusqlite::Connection| {
            db.prepare_cached("UPDATE persons SET listed = ?2 WHERE address = ?1")?
                .execute(params![who, listed])
                .map(drop)
        };
        self.store.write(list).await
    }
}

#[async_trait]
impl ListingBook for SqliteDirectory {
    async fn listed_of(
        &self,
        people: Vec<Address>,
        most: usize,
    ) -> Result<Vec<Address>, Unavailable> {
        let find = move |db: &rusqlite::Connection| {
            let mut statement =
                db.prepare_cached("SELECT 1 FROM persons WHERE address = ? AND listed = 1")?;
            let mut listed = Vec::new();
            for who in people {
                if listed.len() < most && statement.exists([who.to_string()])? {
                    listed.push(who);
                }
            }
            Ok(listed)
        };
        self.store.read(find).await
    }
}
