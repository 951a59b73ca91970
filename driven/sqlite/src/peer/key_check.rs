use rusqlite::OptionalExtension;

use super::tables::Tables;
use crate::sealing::Place;

const CHECK: Place<'static> = Place { column: "key_check.sealed", row: b"" };
const TEXT: &[u8] = b"causerie";

impl Tables<'_> {
    /// Marks the file as sealed with this key.
    pub(super) fn put_key_check(&self) -> rusqlite::Result<()> {
        let cell = self.sealer.seal(CHECK, TEXT)?;
        self.db
            .execute(
                "INSERT INTO key_check (sealed, is_wiped)
                 VALUES (?, NOT EXISTS (SELECT 1 FROM plain_persons))",
                [cell],
            )
            .map(drop)
    }

    /// Leaves nothing behind, in the file or the log, of what stood there in the clear. It is begun again the next time unless it comes
    /// to its end.
    pub(super) fn wipe(&self) -> rusqlite::Result<()> {
        let is_wiped: bool =
            self.db.query_row("SELECT is_wiped FROM key_check", [], |row| row.get(0))?;
        if is_wiped {
            return Ok(());
        }
        self.db.execute_batch("VACUUM")?;
        let truncate = "PRAGMA wal_checkpoint(TRUNCATE)";
        let is_busy: bool = self.db.query_row(truncate, [], |row| row.get(0))?;
        // Somebody else is reading it; the log keeps what it has until the next time.
        if is_busy {
            return Ok(());
        }
        self.db.execute("UPDATE key_check SET is_wiped = 1", []).map(drop)
    }

    /// Whether it was sealed with this key.
    pub(super) fn has_this_key(&self) -> rusqlite::Result<bool> {
        let cell: Option<Vec<u8>> =
            self.db.query_row("SELECT sealed FROM key_check", [], |row| row.get(0)).optional()?;
        Ok(cell.is_some_and(|cell| self.sealer.open(CHECK, &cell).is_ok()))
    }
}
