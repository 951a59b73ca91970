use async_trait::async_trait;
use causerie_chat::{DeviceAddress, DeviceKey, DeviceList, ListedDevice, Timestamp};
use causerie_usecases::ports::{DeviceLists, ListRefused, Revocations, Unavailable};
use rusqlite::{Connection, OptionalExtension, params};

use super::{SqliteDirectory, blobs, mailboxes, rooms};
use crate::columns::{count, from_bytes, millis, unreadable};

#[async_trait]
impl DeviceLists for SqliteDirectory {
    async fn replace(&self, list: &DeviceList, at: Timestamp) -> Result<(), ListRefused> {
        let list = list.clone();
        self.store.write(move |db| replace(db, &list, at)).await?
    }
}

#[async_trait]
impl Revocations for SqliteDirectory {
    async fn revoked(&self, device: &DeviceAddress) -> Result<Option<DeviceKey>, Unavailable> {
        let (person, device) = (device.person.to_string(), device.device.to_string());
        let find = move |db: &Connection| {
            db.prepare_cached(
                "SELECT d.key FROM persons p JOIN devices d ON d.person_ref = p.ref
                 WHERE p.address = ? AND d.device = ? AND d.revoked_at IS NOT NULL",
            )?
            .query_row(params![person, device], |row| from_bytes(row, 0))
            .optional()
        };
        self.store.read(find).await
    }
}

fn replace(
    db: &Connection,
    list: &DeviceList,
    at: Timestamp,
) -> rusqlite::Result<Result<(), ListRefused>> {
    let Some((person, version, present)) = present(db, list)? else {
        return Ok(Err(ListRefused::Stale));
    };
    let bytes = list.encode();
    if present.as_ref() == Some(&bytes) {
        return Ok(Ok(()));
    }
    if list.version != version + 1 {
        return Ok(Err(ListRefused::Stale));
    }
    let mut fresh = Vec::new();
    for ListedDevice { device, .. } in &list.devices {
        match standing(db, person, device)? {
            Standing::New => fresh.push(device),
            Standing::Theirs => {}
            Standing::InUse => return Ok(Err(ListRefused::InUse)),
        }
    }
    for device in gone(db, person, list)? {
        revoke(db, device, at)?;
    }
    for device in fresh {
        db.prepare_cached(
            "INSERT INTO devices (person_ref, device, key, account_signature) VALUES (?, ?, ?, ?)",
        )?
        .execute(params![
            person,
            device.id.as_str(),
            device.key.as_bytes(),
            device.signature.as_bytes()
        ])?;
    }
    db.prepare_cached(
        "INSERT INTO device_lists VALUES (?1, ?2, ?3)
         ON CONFLICT (person_ref) DO UPDATE SET version = ?2, list = ?3",
    )?
    .execute(params![person, list.version.cast_signed(), bytes])?;
    Ok(Ok(()))
}

type Present = (i64, u64, Option<Vec<u8>>);

/// The number of the person, and the version and the bytes of the present list.
fn present(db: &Connection, list: &DeviceList) -> rusqlite::Result<Option<Present>> {
    db.prepare_cached(
        "SELECT p.ref, coalesce(l.version, 1), l.list
         FROM persons p LEFT JOIN device_lists l ON l.person_ref = p.ref WHERE p.address = ?",
    )?
    .query_row([list.person.to_string()], |row| Ok((row.get(0)?, count(row, 1)?, row.get(2)?)))
    .optional()
}

enum Standing {
    New,
    Theirs,
    InUse,
}

/// Whether a device is new, one of the person's already, or one whose id or key is or was another's.
fn standing(
    db: &Connection,
    person: i64,
    device: &causerie_chat::Device,
) -> rusqlite::Result<Standing> {
    let known: Option<bool> = db
        .prepare_cached(
            "SELECT key = ?3 AND revoked_at IS NULL FROM devices
             WHERE person_ref = ?1 AND device = ?2",
        )?
        .query_row(params![person, device.id.as_str(), device.key.as_bytes()], |row| row.get(0))
        .optional()?;
    if let Some(same) = known {
        return Ok(if same { Standing::Theirs } else { Standing::InUse });
    }
    let in_use: bool = db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM persons WHERE account_key = ?1)
                 OR EXISTS (SELECT 1 FROM devices WHERE key = ?1)",
        )?
        .query_row([device.key.as_bytes()], |row| row.get(0))?;
    Ok(if in_use { Standing::InUse } else { Standing::New })
}

/// The devices that are in the list no more.
fn gone(db: &Connection, person: i64, list: &DeviceList) -> rusqlite::Result<Vec<i64>> {
    let mut statement = db.prepare_cached(
        "SELECT ref, device FROM devices WHERE person_ref = ? AND revoked_at IS NULL",
    )?;
    let mut rows = statement.query([person])?;
    let mut gone = Vec::new();
    while let Some(row) = rows.next()? {
        let id = row.get_ref(1)?.as_str()?.parse().map_err(unreadable)?;
        if !list.has(&id) {
            gone.push(row.get(0)?);
        }
    }
    Ok(gone)
}

fn revoke(db: &Connection, device: i64, at: Timestamp) -> rusqlite::Result<()> {
    mailboxes::empty(db, device)?;
    rooms::leave(db, device)?;
    blobs::unlist_all(db, device)?;
    db.prepare_cached("DELETE FROM one_time_pre_keys WHERE device_ref = ?")?.execute([device])?;
    db.prepare_cached("DELETE FROM pre_keys WHERE device_ref = ?")?.execute([device])?;
    db.prepare_cached(
        "UPDATE devices SET revoked_at = ?2, network_address = NULL, expires = NULL,
             signed_in_at = NULL, signed_in_for = NULL
         WHERE ref = ?1",
    )?
    .execute(params![device, millis(at)])
    .map(drop)
}
