use async_trait::async_trait;
use causerie_chat::{Address, Device, Person};
use causerie_usecases::ports::{Contacts, People, Unavailable};
use rusqlite::{Connection, params};

use super::{SqlitePeer, refs::person_ref};
use crate::person::from_rows;

#[async_trait]
impl Contacts for SqlitePeer {
    async fn remember(&self, person: &Person) -> Result<(), Unavailable> {
        let (kept, known) = (person.clone(), self.known.clone());
        // Forgotten in the write too, which goes on when the caller no longer waits.
        let write = move |db: &Connection| {
            known.forget(&kept.address);
            remember(db, &kept)
        };
        let outcome = self.store.write(write).await;
        self.known.forget(&person.address);
        outcome
    }
}

#[async_trait]
impl People for SqlitePeer {
    async fn person(&self, who: &Address) -> Result<Option<Person>, Unavailable> {
        if let Some(person) = self.known.find(who) {
            return Ok(Some(person));
        }
        let (age, wanted) = (self.known.age(), who.clone());
        let found = self.store.read(move |db| person(db, wanted)).await?;
        if let Some(person) = &found {
            self.known.keep(person, age);
        }
        Ok(found)
    }
}

fn remember(db: &Connection, person: &Person) -> rusqlite::Result<()> {
    let own = person_ref(db, &person.address)?;
    db.prepare_cached("UPDATE persons SET account_key = ? WHERE ref = ?")?
        .execute(params![person.account_key.as_bytes(), own])?;
    db.prepare_cached("UPDATE devices SET key = NULL, position = NULL WHERE person_ref = ?")?
        .execute([own])?;
    let mut take_on = db.prepare_cached(
        "INSERT INTO devices (person_ref, device, key, position) VALUES (?, ?, ?, ?)
         ON CONFLICT (person_ref, device)
         DO UPDATE SET key = excluded.key, position = excluded.position",
    )?;
    for (position, Device { id, key }) in (0_i64..).zip(&person.devices) {
        take_on.execute(params![own, id.as_str(), key.as_bytes(), position])?;
    }
    Ok(())
}

fn person(db: &Connection, address: Address) -> rusqlite::Result<Option<Person>> {
    let mut statement = db.prepare_cached(
        "SELECT p.account_key, d.device, d.key
         FROM persons p JOIN devices d ON d.person_ref = p.ref
         WHERE p.address = ? AND p.account_key NOT NULL AND d.position NOT NULL
         ORDER BY d.position",
    )?;
    from_rows(statement.query([address.to_string()])?, address)
}
