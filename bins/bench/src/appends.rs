//! What the database can do at best: the rows that a sent message leaves at its sender (the message, and its envelope),
//! appended to the very same tables in groups, and nothing else.

use std::{
    error::Error,
    path::Path,
    time::{Duration, Instant},
};

use rusqlite::{Connection, params};

use crate::figures::Figures;

const TABLES: &str = include_str!("../../../driven/sqlite/src/peer/0001_messages_and_outbox.sql");

/// Appends messages of `body` bytes in groups of `group` for `length`, each group committed durably.
pub(crate) fn appends(
    folder: &Path,
    group: usize,
    body: usize,
    length: Duration,
) -> Result<Figures, Box<dyn Error>> {
    let path = folder.join(format!("appends-{group}.db"));
    let mut db = Connection::open(&path)?;
    db.pragma_update(None, "journal_mode", "WAL")?;
    db.pragma_update(None, "synchronous", "FULL")?;
    db.execute_batch(TABLES)?;
    db.execute_batch(
        "INSERT INTO persons (ref, address) VALUES (1, 'alice@localhost'), (2, 'bob@localhost');
         INSERT INTO devices (ref, person_ref, device) VALUES (1, 2, 'd1');",
    )?;
    let body = vec![b'x'; body];
    let mut latencies = Vec::new();
    let begin = Instant::now();
    let mut number = 0_u128;
    while begin.elapsed() < length {
        let started = Instant::now();
        let transaction = db.transaction()?;
        for _ in 0..group {
            number += 1;
            append(&transaction, number, &body)?;
        }
        transaction.commit()?;
        latencies.extend(std::iter::repeat_n(started.elapsed(), group));
    }
    let took = begin.elapsed();
    drop(db);
    std::fs::remove_file(path)?;
    Ok(Figures::new(latencies, took))
}

fn append(db: &Connection, number: u128, body: &[u8]) -> rusqlite::Result<()> {
    let id = &number.to_be_bytes()[..];
    db.prepare_cached(
        "INSERT INTO messages (id, author_ref, person_ref, sent_at, envelopes, kind, body)
         VALUES (?, 1, 2, 0, 1, 1, ?)",
    )?
    .execute(params![id, body])?;
    let message = db.last_insert_rowid();
    // Envelopes' ids are digests: they come in no order.
    let id = &number.wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835).to_be_bytes()[..];
    db.prepare_cached(
        "INSERT INTO outbox (envelope_id, device_ref, message_seq, sealed) VALUES (?, 1, ?, ?)",
    )?
    .execute(params![id, message, body])
    .map(drop)
}
