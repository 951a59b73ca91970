use async_trait::async_trait;
use causerie_chat::{Enrolment, Timestamp, VerifiedEnrolment};
use causerie_usecases::ports::{NotRegistered, Registry};
use rusqlite::{Connection, OptionalExtension, params};

use super::SqliteDirectory;
use crate::columns::millis;

#[async_trait]
impl Registry for SqliteDirectory {
    async fn register(
        &self,
        enrolment: &VerifiedEnrolment,
        at: Timestamp,
    ) -> Result<(), NotRegistered> {
        let enrolment = enrolment.enrolment().clone();
        self.store.write(move |db| register(db, &enrolment, at)).await?
    }
}

fn register(
    db: &Connection,
    enrolment: &Enrolment,
    at: Timestamp,
) -> rusqlite::Result<Result<(), NotRegistered>> {
    let person = enrolment.device.person.to_string();
    if let Some(same) = is_registered(db, &person, enrolment)? {
        if same {
            keep_signature(db, &person, enrolment)?;
        }
        return Ok(if same { Ok(()) } else { Err(NotRegistered::NameInUse) });
    }
    if is_key_in_use(db, enrolment)? {
        return Ok(Err(NotRegistered::KeyInUse));
    }
    db.prepare_cached(
        "INSERT INTO persons (address, account_key, registered_at) VALUES (?, ?, ?)",
    )?
    .execute(params![person, enrolment.account_key.as_bytes(), millis(at)])?;
    db.prepare_cached(
        "INSERT INTO devices (person_ref, device, key, account_signature) VALUES (?, ?, ?, ?)",
    )?
    .execute(params![
        db.last_insert_rowid(),
        enrolment.device.device.as_str(),
        enrolment.device_key.as_bytes(),
        enrolment.account_signature.as_bytes(),
    ])?;
    Ok(Ok(()))
}

/// Fills in what was not kept when they first registered.
fn keep_signature(db: &Connection, person: &str, enrolment: &Enrolment) -> rusqlite::Result<()> {
    db.prepare_cached(
        "UPDATE devices SET account_signature = ?3
         WHERE account_signature IS NULL AND device = ?2
             AND person_ref = (SELECT ref FROM persons WHERE address = ?1)",
    )?
    .execute(params![
        person,
        enrolment.device.device.as_str(),
        enrolment.account_signature.as_bytes(),
    ])
    .map(drop)
}

/// Whether the one who has that name is registered by this very enrolment; nothing if nobody has it.
fn is_registered(
    db: &Connection,
    person: &str,
    enrolment: &Enrolment,
) -> rusqlite::Result<Option<bool>> {
    db.prepare_cached(
        "SELECT p.account_key = ?2 AND d.device = ?3 AND d.key = ?4
         FROM persons p JOIN devices d ON d.person_ref = p.ref
         WHERE p.address = ?1 ORDER BY d.ref LIMIT 1",
    )?
    .query_row(
        params![
            person,
            enrolment.account_key.as_bytes(),
            enrolment.device.device.as_str(),
            enrolment.device_key.as_bytes()
        ],
        |row| row.get(0),
    )
    .optional()
}

/// Whether either key is anybody's, in either role.
fn is_key_in_use(db: &Connection, enrolment: &Enrolment) -> rusqlite::Result<bool> {
    db.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM persons WHERE account_key IN (?1, ?2))
             OR EXISTS (SELECT 1 FROM devices WHERE key IN (?1, ?2))",
    )?
    .query_row(params![enrolment.account_key.as_bytes(), enrolment.device_key.as_bytes()], |row| {
        row.get(0)
    })
}
