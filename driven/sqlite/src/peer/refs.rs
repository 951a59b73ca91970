//! The numbers that stand for persons and devices in other tables.

use causerie_chat::{Address, DeviceAddress};
use rusqlite::{Connection, OptionalExtension, params};

/// The person's number, which is given to them if they have none.
pub(super) fn person_ref(db: &Connection, person: &Address) -> rusqlite::Result<i64> {
    let address = person.to_string();
    let known = db
        .prepare_cached("SELECT ref FROM persons WHERE address = ?")?
        .query_row([&address], |row| row.get(0))
        .optional()?;
    if let Some(known) = known {
        return Ok(known);
    }
    db.prepare_cached("INSERT INTO persons (address) VALUES (?)")?.execute([&address])?;
    Ok(db.last_insert_rowid())
}

/// The device's number, which is given to it if it has none.
pub(super) fn device_ref(db: &Connection, device: &DeviceAddress) -> rusqlite::Result<i64> {
    if let Some(known) = known_device_ref(db, device)? {
        return Ok(known);
    }
    let person = person_ref(db, &device.person)?;
    db.prepare_cached("INSERT INTO devices (person_ref, device) VALUES (?, ?)")?
        .execute(params![person, device.device.as_str()])?;
    Ok(db.last_insert_rowid())
}

/// The device's number, or nothing.
pub(super) fn known_device_ref(
    db: &Connection,
    device: &DeviceAddress,
) -> rusqlite::Result<Option<i64>> {
    db.prepare_cached(
        "SELECT d.ref FROM persons p JOIN devices d ON d.person_ref = p.ref
         WHERE p.address = ? AND d.device = ?",
    )?
    .query_row(params![device.person.to_string(), device.device.as_str()], |row| row.get(0))
    .optional()
}
