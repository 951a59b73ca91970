use async_trait::async_trait;
use causerie_chat::DeviceAddress;
use causerie_session::{Bundle, PreKeyBatch};
use causerie_usecases::ports::{Claim, NotClaimed, PreKeys, Unavailable};
use rusqlite::{Connection, OptionalExtension, params};

use super::SqliteDirectory;
use crate::columns::millis;

/// For how long a claim can be read at least, in milliseconds.
const KEPT: i64 = 60 * 60 * 1_000;

#[async_trait]
impl PreKeys for SqliteDirectory {
    async fn publish(
        &self,
        device: &DeviceAddress,
        batch: &PreKeyBatch,
    ) -> Result<(), Unavailable> {
        let (device, batch) = (device.clone(), batch.clone());
        self.store.write(move |db| publish(db, &device, &batch)).await
    }

    async fn claim(&self, claim: &Claim) -> Result<(), NotClaimed> {
        let claim = claim.clone();
        self.store.write(move |db| make(db, &claim)).await?
    }
}

/// The device's number, or nothing if it is not on record, or not any more.
pub(super) fn device_ref(db: &Connection, device: &DeviceAddress) -> rusqlite::Result<Option<i64>> {
    db.prepare_cached(
        "SELECT d.ref FROM persons p JOIN devices d ON d.person_ref = p.ref
         WHERE p.address = ? AND d.device = ? AND d.revoked_at IS NULL",
    )?
    .query_row(params![device.person.to_string(), device.device.as_str()], |row| row.get(0))
    .optional()
}

fn publish(db: &Connection, device: &DeviceAddress, batch: &PreKeyBatch) -> rusqlite::Result<()> {
    let Some(device) = device_ref(db, device)? else { return Ok(()) };
    let known: Option<(u32, u32)> = db
        .prepare_cached("SELECT generation, last_number FROM pre_keys WHERE device_ref = ?")?
        .query_row([device], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (generation, mut last) = known.unwrap_or_default();
    if batch.generation() < generation {
        return Ok(());
    }
    if batch.generation() > generation {
        db.prepare_cached("DELETE FROM one_time_pre_keys WHERE device_ref = ?")?
            .execute([device])?;
    }
    let mut room = <dyn PreKeys>::MOST.saturating_sub(count(db, device)?);
    let mut insert = db.prepare_cached("INSERT INTO one_time_pre_keys VALUES (?, ?, ?)")?;
    for bundle in batch.one_time() {
        let number = bundle.bundle().one_time().unwrap_or_default();
        if number > last && room > 0 {
            insert.execute(params![device, number, bundle.bundle().encode()])?;
            (last, room) = (number, room - 1);
        }
    }
    db.prepare_cached(
        "INSERT INTO pre_keys VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (device_ref) DO UPDATE SET last_number = ?4, generation = ?2,
             last_resort = iif(generation < ?2, ?3, last_resort)",
    )?
    .execute(params![device, batch.generation(), batch.last_resort().bundle().encode(), last])
    .map(drop)
}

fn count(db: &Connection, device: i64) -> rusqlite::Result<usize> {
    db.prepare_cached("SELECT count(*) FROM one_time_pre_keys WHERE device_ref = ?")?
        .query_row([device], |row| crate::columns::count(row, 0))
        .map(|count| usize::try_from(count).unwrap_or(usize::MAX))
}

fn make(db: &Connection, claim: &Claim) -> rusqlite::Result<Result<(), NotClaimed>> {
    let target = device_ref(db, &claim.target)?;
    let made: Option<(String, i64)> = db
        .prepare_cached("SELECT requester, target_ref FROM claims WHERE id = ?")?
        .query_row([claim.id.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if let Some((requester, of)) = made {
        let same = requester == claim.requester.to_string() && Some(of) == target;
        return Ok(if same { Ok(()) } else { Err(NotClaimed::IdInUse) });
    }
    let Some(target) = target else { return Ok(Err(NotClaimed::NoPreKeys)) };
    let Some((bundle, is_one_time)) = take(db, target, claim.may_use_one_time)? else {
        return Ok(Err(NotClaimed::NoPreKeys));
    };
    // A few at a time, so that no claim pays for all that were made before.
    db.prepare_cached(
        "DELETE FROM claims WHERE ref IN (SELECT ref FROM claims WHERE at <= ? ORDER BY at LIMIT 8)",
    )?
    .execute([millis(claim.at).saturating_sub(KEPT)])?;
    db.prepare_cached(
        "INSERT INTO claims (id, requester, target_ref, is_one_time, at, bundle)
         VALUES (?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        claim.id.as_bytes(),
        claim.requester.to_string(),
        target,
        is_one_time,
        millis(claim.at),
        bundle,
    ])?;
    Ok(Ok(()))
}

/// A bundle of the device, taken off if it is a one-time one; nothing if it published none.
fn take(
    db: &Connection,
    device: i64,
    may_use_one_time: bool,
) -> rusqlite::Result<Option<(Vec<u8>, bool)>> {
    if may_use_one_time {
        let taken = db
            .prepare_cached(
                "DELETE FROM one_time_pre_keys WHERE device_ref = ?1 AND number =
                     (SELECT min(number) FROM one_time_pre_keys WHERE device_ref = ?1)
                 RETURNING bundle",
            )?
            .query_row([device], |row| row.get(0))
            .optional()?;
        if let Some(bundle) = taken {
            return Ok(Some((bundle, true)));
        }
    }
    db.prepare_cached("SELECT last_resort FROM pre_keys WHERE device_ref = ?")?
        .query_row([device], |row| Ok((row.get(0)?, false)))
        .optional()
}

/// The bundle in a column.
pub(super) fn bundle(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<Bundle> {
    Bundle::decode(row.get_ref(column)?.as_blob()?).map_err(crate::columns::unreadable)
}
