use rusqlite::{Connection, OptionalExtension};
use thiserror::Error;

use crate::sealing::{Place, Sealer};

const CHECK: Place<'static> = Place { column: "second_factor_key.sealed", row: b"" };
const TEXT: &[u8] = b"causerie";

/// Marks the file as one whose second factors are sealed with this key, unless it is marked.
pub(super) fn keep(db: &Connection, sealer: &Sealer) -> rusqlite::Result<()> {
    let cell = sealer.seal(CHECK, TEXT)?;
    db.prepare_cached(
        "INSERT INTO second_factor_key (sealed)
         SELECT ? WHERE NOT EXISTS (SELECT 1 FROM second_factor_key)",
    )?
    .execute([cell])
    .map(drop)
}

/// Whether it is marked with another key.
pub(super) fn is_another(db: &Connection, sealer: &Sealer) -> rusqlite::Result<bool> {
    let cell: Option<Vec<u8>> =
        db.query_row("SELECT sealed FROM second_factor_key", [], |row| row.get(0)).optional()?;
    Ok(cell.is_some_and(|cell| sealer.open(CHECK, &cell).is_err()))
}

/// The second factors are sealed with another key.
#[derive(Debug, Error)]
#[error(
    "the second factors are sealed with another key: put the key file that belongs to the database back"
)]
pub(super) struct OtherKey;
