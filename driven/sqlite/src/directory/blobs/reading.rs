use causerie_chat::{DeviceAddress, Timestamp};
use causerie_files::{BlobHash, BlobList, FileId, Parts};
use causerie_usecases::ports::{KeptListing, KnownBlob};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::{
    columns::{timestamp, unreadable},
    directory::pre_keys::device_ref,
};

/// How many blobs that no list has are told at once.
const MOST: i64 = 1_000;

pub(super) fn listing(
    db: &Connection,
    of: &DeviceAddress,
    file: &FileId,
) -> rusqlite::Result<Option<KeptListing>> {
    let Some(device) = device_ref(db, of)? else { return Ok(None) };
    let found: Option<(i64, Timestamp)> = db
        .prepare_cached("SELECT ref, at FROM file_lists WHERE device_ref = ? AND file = ?")?
        .query_row(params![device, file.as_bytes()], |row| Ok((row.get(0)?, timestamp(row, 1)?)))
        .optional()?;
    let Some((list, at)) = found else { return Ok(None) };
    let mut blobs = db.prepare_cached(
        "SELECT b.hash, b.bytes, b.is_here FROM listed_blobs l JOIN blobs b ON b.ref = l.blob_ref
         WHERE l.list_ref = ? ORDER BY l.number",
    )?;
    let blobs = blobs.query_map([list], known)?.collect::<Result<Vec<_>, _>>()?;
    let list = BlobList::new(blobs.iter().map(|it| (it.hash, it.bytes)).collect());
    let list = list.map_err(unreadable)?;
    let here = (0..).zip(&blobs).filter(|(_, blob)| blob.is_here).map(|(number, _)| number);
    let here = here.fold(Parts::none(list.count()), Parts::with);
    Ok(Some(KeptListing { list, here, at }))
}

pub(super) fn listed(
    db: &Connection,
    by: &DeviceAddress,
    blob: &BlobHash,
) -> rusqlite::Result<Option<u32>> {
    let Some(device) = device_ref(db, by)? else { return Ok(None) };
    db.prepare_cached(
        "SELECT b.bytes FROM blobs b JOIN listed_blobs l ON l.blob_ref = b.ref
         JOIN file_lists f ON f.ref = l.list_ref
         WHERE b.hash = ? AND f.device_ref = ? ORDER BY b.bytes LIMIT 1",
    )?
    .query_row(params![blob.as_bytes(), device], |row| row.get(0))
    .optional()
}

pub(super) fn here(db: &Connection, blob: &BlobHash) -> rusqlite::Result<Option<u32>> {
    db.prepare_cached("SELECT bytes FROM blobs WHERE hash = ? AND is_here = 1")?
        .query_row([blob.as_bytes()], |row| row.get(0))
        .optional()
}

pub(super) fn unlisted(db: &Connection) -> rusqlite::Result<Vec<BlobHash>> {
    db.prepare_cached("SELECT hash FROM blobs WHERE lists = 0 LIMIT ?")?
        .query_map([MOST], |row| hash(row, 0))?
        .collect()
}

pub(super) fn all(
    db: &Connection,
    after: Option<BlobHash>,
    most: usize,
) -> rusqlite::Result<Vec<KnownBlob>> {
    // One hash is on one page, whatever lengths lists have it with.
    let mut blobs = db.prepare_cached(
        "SELECT hash, bytes, is_here FROM blobs WHERE hash > ? ORDER BY hash, bytes",
    )?;
    let after = after.map_or(Vec::new(), |after| after.as_bytes().to_vec());
    let mut page: Vec<KnownBlob> = Vec::new();
    for blob in blobs.query_map([after], known)? {
        let blob = blob?;
        if page.len() >= most && page.last().is_some_and(|last| last.hash != blob.hash) {
            break;
        }
        page.push(blob);
    }
    Ok(page)
}

fn known(row: &Row<'_>) -> rusqlite::Result<KnownBlob> {
    Ok(KnownBlob { hash: hash(row, 0)?, bytes: row.get(1)?, is_here: row.get(2)? })
}

fn hash(row: &Row<'_>, column: usize) -> rusqlite::Result<BlobHash> {
    row.get::<_, [u8; 32]>(column).map(BlobHash::from)
}
