use causerie_files::BlobHash;
use rusqlite::{Connection, params};

pub(super) fn note(db: &Connection, blob: &BlobHash, bytes: u32) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE blobs SET is_here = 1 WHERE hash = ? AND bytes = ?")?
        .execute(params![blob.as_bytes(), bytes])
        .map(drop)
}

pub(super) fn lose(db: &Connection, blob: &BlobHash) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE blobs SET is_here = 0 WHERE hash = ?")?
        .execute([blob.as_bytes()])
        .map(drop)
}

pub(super) fn forget(db: &Connection, blobs: &[BlobHash]) -> rusqlite::Result<()> {
    let mut forget = db.prepare_cached("DELETE FROM blobs WHERE hash = ? AND lists = 0")?;
    blobs.iter().try_for_each(|blob| forget.execute([blob.as_bytes()]).map(drop))
}
