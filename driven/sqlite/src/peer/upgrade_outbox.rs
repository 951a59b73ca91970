//! From the outbox of `0002` to that of `0003`, which was filled from it: the former is removed.

use rusqlite::Connection;

use crate::{columns::unreadable, sealing::BadCell};

pub(super) const STEP: &str = "0003 mailbox and receipts";

/// Carries out the second half of the step, in its transaction.
pub(super) fn drop_moved(db: &Connection) -> rusqlite::Result<()> {
    let all = "SELECT (SELECT count(*) FROM outbox) = (SELECT count(*) FROM outbox_before)";
    if !db.query_row(all, [], |row| row.get(0))? {
        return Err(unreadable(BadCell("the outbox that was to be moved")));
    }
    db.execute_batch("DROP TABLE outbox_before;")
}
