use async_trait::async_trait;
use causerie_chat::{Address, Device, Person};
use causerie_usecases::ports::{People, Unavailable};
use rusqlite::Connection;

use super::SqliteDirectory;
use crate::columns::{from_bytes, parsed};

#[async_trait]
impl People for SqliteDirectory {
    async fn person(&self, who: &Address) -> Result<Option<Person>, Unavailable> {
        let who = who.clone();
        self.store.read(move |db| person(db, who)).await
    }
}

fn person(db: &Connection, address: Address) -> rusqlite::Result<Option<Person>> {
    let mut statement = db.prepare_cached(
        "SELECT p.account_key, d.device, d.key
         FROM persons p JOIN devices d ON d.person_ref = p.ref
         WHERE p.address = ? ORDER BY d.ref",
    )?;
    let mut rows = statement.query([address.to_string()])?;
    let mut found = None;
    while let Some(row) = rows.next()? {
        let account_key = from_bytes(row, 0)?;
        let device = Device { id: parsed(row, 1)?, key: from_bytes(row, 2)? };
        let (_, devices) = found.get_or_insert((account_key, Vec::new()));
        devices.push(device);
    }
    Ok(found.map(|(account_key, devices)| Person { address, account_key, devices }))
}
