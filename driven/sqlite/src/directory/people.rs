use async_trait::async_trait;
use causerie_chat::{Address, Person};
use causerie_usecases::ports::{People, Unavailable};
use rusqlite::Connection;

use super::SqliteDirectory;
use crate::person::from_rows;

#[async_trait]
impl People for SqliteDirectory {
    async fn person(&self, who: &Address) -> Result<Option<Person>, Unavailable> {
        let who = who.clone();
        self.store.read(move |db| person(db, who)).await
    }
}

fn person(db: &Connection, address: Address) -> rusqlite::Result<Option<Person>> {
    let mut statement = db.prepare_cached(
        "SELECT p.account_key, d.device, d.key, coalesce(d.account_signature, zeroblob(64))
         FROM persons p JOIN devices d ON d.person_ref = p.ref
         WHERE p.address = ? ORDER BY d.ref",
    )?;
    from_rows(statement.query([address.to_string()])?, address)
}
