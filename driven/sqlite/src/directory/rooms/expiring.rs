use causerie_chat::{RoomPlace, Timestamp};
use rusqlite::{Connection, params};

use super::{record::place, stays};
use crate::columns::{count, millis};

/// How many entries are thrown away at once, and about how many bytes of them.
const MOST: usize = 1_000;
const MOST_BYTES: u64 = 64 << 20;

/// Throws entries of before that time away, from the front of each log: one that is behind a later one, by a clock that jumped, waits for it.
pub(super) fn expire(db: &Connection, before: Timestamp) -> rusqlite::Result<()> {
    let rooms: Vec<i64> = db
        .prepare_cached("SELECT DISTINCT room_ref FROM room_entries WHERE at < ? LIMIT ?")?
        .query_map(params![millis(before), MOST.cast_signed() as i64], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut gone = Gone::default();
    for room in rooms {
        let Some((up_to, bytes)) = gone.front(db, room, before)? else { continue };
        db.prepare_cached("UPDATE rooms SET bytes = bytes - ? WHERE ref = ?")?
            .execute(params![bytes.cast_signed(), room])?;
        stays::forget(db, room, up_to)?;
    }
    Ok(())
}

/// What was thrown away.
#[derive(Default)]
struct Gone {
    items: usize,
    bytes: u64,
}

impl Gone {
    /// Throws away what is due at the front of a log, and says up to where and how much it was.
    fn front(
        &mut self,
        db: &Connection,
        room: i64,
        before: Timestamp,
    ) -> rusqlite::Result<Option<(RoomPlace, u64)>> {
        let mut first = db.prepare_cached(
            "SELECT ref, place, bytes, at < ? FROM room_entries
             WHERE room_ref = ? ORDER BY place LIMIT 1",
        )?;
        let mut front = None;
        while self.items < MOST && self.bytes < MOST_BYTES {
            let mut rows = first.query(params![millis(before), room])?;
            let Some(row) = rows.next()? else { break };
            if !row.get::<_, bool>(3)? {
                break;
            }
            let (entry, up_to, bytes) = (row.get::<_, i64>(0)?, place(row, 1)?, count(row, 2)?);
            drop(rows);
            db.prepare_cached("DELETE FROM room_entries WHERE ref = ?")?.execute([entry])?;
            (self.items, self.bytes) = (self.items + 1, self.bytes.saturating_add(bytes));
            front = Some((up_to, front.map_or(0, |(_, sum)| sum) + bytes));
        }
        Ok(front)
    }
}
