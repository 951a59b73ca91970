//! What the database can do at best: the rows of received messages, appended in groups, and nothing else.

use std::{
    error::Error,
    path::Path,
    time::{Duration, Instant},
};

use rusqlite::{Connection, params};

use crate::figures::Figures;

/// Appends rows of `body` bytes in groups of `group` for `length`, each group committed durably.
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
    db.execute_batch(
        "CREATE TABLE messages (seq INTEGER PRIMARY KEY, id BLOB NOT NULL, person INTEGER NOT NULL, body BLOB NOT NULL);
         CREATE UNIQUE INDEX by_id ON messages (id, person);",
    )?;
    let body = vec![b'x'; body];
    let mut latencies = Vec::new();
    let begin = Instant::now();
    let mut number = 0_u128;
    while begin.elapsed() < length {
        let started = Instant::now();
        let group_commit = db.transaction()?;
        {
            let mut insert = group_commit
                .prepare_cached("INSERT INTO messages (id, person, body) VALUES (?, ?, ?)")?;
            for _ in 0..group {
                number += 1;
                insert.execute(params![&number.to_be_bytes()[..], 1, body])?;
            }
        }
        group_commit.commit()?;
        latencies.extend(std::iter::repeat_n(started.elapsed(), group));
    }
    let took = begin.elapsed();
    drop(db);
    std::fs::remove_file(path)?;
    Ok(Figures::new(latencies, took))
}
