use causerie_chat::{DeviceAddress, Timestamp};
use causerie_files::{BlobHash, BlobList, FileId};
use causerie_usecases::ports::{BlobTerms, NotKept};
use rusqlite::{Connection, OptionalExtension, params};

use crate::{
    columns::{count, millis},
    directory::pre_keys::device_ref,
};

/// About how many blobs expire at once.
const MOST_EXPIRED: u64 = 20_000;

/// Keeps a list, if there is room for it.
pub(super) fn list(
    db: &Connection,
    (by, file): (&DeviceAddress, &FileId),
    list: &BlobList,
    terms: &BlobTerms,
    at: Timestamp,
) -> rusqlite::Result<Result<(), NotKept>> {
    let Some(device) = device_ref(db, by)? else { return Ok(Err(NotKept::UnknownDevice)) };
    let digest = BlobHash::of(&list.encode());
    let kept: Option<Vec<u8>> = db
        .prepare_cached("SELECT digest FROM file_lists WHERE device_ref = ? AND file = ?")?
        .query_row(params![device, file.as_bytes()], |row| row.get(0))
        .optional()?;
    if let Some(kept) = kept {
        let is_same = kept == digest.as_bytes();
        return Ok(if is_same { Ok(()) } else { Err(NotKept::Differs) });
    }
    if of_person(db, by)?.saturating_add(list.charge()) > terms.per_person {
        return Ok(Err(NotKept::QuotaExceeded));
    }
    if in_all(db)?.saturating_add(new(db, list)?) > terms.in_all {
        return Ok(Err(NotKept::Full));
    }
    let reference = db
        .prepare_cached(
            "INSERT INTO file_lists (device_ref, file, at, blobs, charge, digest)
             VALUES (?, ?, ?, ?, ?, ?)",
        )?
        .insert(params![
            device,
            file.as_bytes(),
            millis(at),
            list.count(),
            list.charge().cast_signed(),
            digest.as_bytes()
        ])?;
    let mut blob = db.prepare_cached(
        "INSERT INTO blobs (hash, bytes, lists, is_here) VALUES (?, ?, 1, 0)
         ON CONFLICT (hash, bytes) DO UPDATE SET lists = lists + 1 RETURNING ref",
    )?;
    let mut listed = db.prepare_cached("INSERT INTO listed_blobs VALUES (?, ?, ?)")?;
    for (number, (hash, bytes)) in (0_u32..).zip(list.blobs()) {
        let place: i64 = blob.query_row(params![hash.as_bytes(), bytes], |row| row.get(0))?;
        listed.execute(params![reference, number, place])?;
    }
    Ok(Ok(()))
}

/// Forgets a list.
pub(super) fn unlist(db: &Connection, by: &DeviceAddress, file: &FileId) -> rusqlite::Result<()> {
    let Some(device) = device_ref(db, by)? else { return Ok(()) };
    let list: Option<i64> = db
        .prepare_cached("SELECT ref FROM file_lists WHERE device_ref = ? AND file = ?")?
        .query_row(params![device, file.as_bytes()], |row| row.get(0))
        .optional()?;
    list.map_or(Ok(()), |list| forget(db, list))
}

/// Forgets all that a device listed.
pub(in crate::directory) fn unlist_all(db: &Connection, device: i64) -> rusqlite::Result<()> {
    let mut theirs = db.prepare_cached("SELECT ref FROM file_lists WHERE device_ref = ?")?;
    let lists = theirs.query_map([device], |row| row.get(0))?.collect::<Result<Vec<_>, _>>()?;
    lists.into_iter().try_for_each(|list| forget(db, list))
}

/// Forgets the oldest lists of those that were kept before that time.
pub(super) fn expire(db: &Connection, before: Timestamp) -> rusqlite::Result<()> {
    let mut due =
        db.prepare_cached("SELECT ref, blobs FROM file_lists WHERE at < ? ORDER BY at, ref")?;
    let (mut due, mut expired) = (due.query([millis(before)])?, 0);
    let mut lists = Vec::new();
    while let Some(row) = due.next()? {
        let blobs = count(row, 1)?;
        if expired > 0 && expired + blobs > MOST_EXPIRED {
            break;
        }
        expired += blobs;
        lists.push(row.get(0)?);
    }
    lists.into_iter().try_for_each(|list| forget(db, list))
}

fn forget(db: &Connection, list: i64) -> rusqlite::Result<()> {
    db.prepare_cached(
        "UPDATE blobs SET lists = lists - 1
         WHERE ref IN (SELECT blob_ref FROM listed_blobs WHERE list_ref = ?)",
    )?
    .execute([list])?;
    db.prepare_cached("DELETE FROM listed_blobs WHERE list_ref = ?")?.execute([list])?;
    db.prepare_cached("DELETE FROM file_lists WHERE ref = ?")?.execute([list]).map(drop)
}

/// What all lists of somebody count for, also those of devices that they have no more.
fn of_person(db: &Connection, by: &DeviceAddress) -> rusqlite::Result<u64> {
    db.prepare_cached(
        "SELECT coalesce(sum(l.charge), 0) FROM persons p
         JOIN devices d ON d.person_ref = p.ref JOIN file_lists l ON l.device_ref = d.ref
         WHERE p.address = ?",
    )?
    .query_row([by.person.to_string()], |row| count(row, 0))
}

/// What all blobs count for.
fn in_all(db: &Connection) -> rusqlite::Result<u64> {
    db.prepare_cached("SELECT coalesce(sum(max(bytes, ?)), 0) FROM blobs")?
        .query_row([BlobList::LEAST_CHARGE], |row| count(row, 0))
}

/// What those of a list count for that no other one has.
fn new(db: &Connection, list: &BlobList) -> rusqlite::Result<u64> {
    let mut known = db.prepare_cached("SELECT 1 FROM blobs WHERE hash = ? AND bytes = ?")?;
    let mut new = 0;
    for (hash, bytes) in list.blobs() {
        if !known.exists(params![hash.as_bytes(), bytes])? {
            new += BlobList::charge_of(*bytes);
        }
    }
    Ok(new)
}
