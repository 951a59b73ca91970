use async_trait::async_trait;
use causerie_chat::{Address, DeviceList, Person};
use causerie_usecases::ports::{People, Unavailable};
use rusqlite::{Connection, OptionalExtension};

use super::SqliteDirectory;
use crate::{columns::unreadable, person::from_rows};

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
         WHERE p.address = ? AND d.revoked_at IS NULL ORDER BY d.ref",
    )?;
    let list = list(db, &address)?;
    let person = from_rows(statement.query([address.to_string()])?, address)?;
    Ok(person.map(|person| Person { list, ..person }))
}

fn list(db: &Connection, address: &Address) -> rusqlite::Result<Option<DeviceList>> {
    db.prepare_cached(
        "SELECT l.list FROM persons p JOIN device_lists l ON l.person_ref = p.ref
         WHERE p.address = ?",
    )?
    .query_row([address.to_string()], |row| {
        DeviceList::decode(row.get_ref(0)?.as_blob()?).map_err(unreadable)
    })
    .optional()
}
