use async_trait::async_trait;
use causerie_session::SessionId;
use causerie_usecases::ports::{
    PreKeySecret, PreKeyShelf, ShelvedPreKeys, ShelvedSigned, Unavailable, Wanted,
};
use rusqlite::{OptionalExtension, Row, params};
use zeroize::Zeroizing;

use super::{SqlitePeer, tables::Tables};
use crate::{
    columns::{millis, timestamp, unreadable},
    sealing::{BadCell, Place, Sealer},
};

const SIGNED: &str = "signed_pre_keys.secret";
const ONE_TIME: &str = "one_time_pre_keys.secret";

#[async_trait]
impl PreKeyShelf for SqlitePeer {
    async fn keep_signed(&self, signed: &ShelvedSigned) -> Result<(), Unavailable> {
        let ShelvedSigned { generation, secret, made_at } = signed.clone();
        self.write(move |Tables { db, sealer }| {
            let cell = sealer.seal(place(SIGNED, &generation.to_be_bytes()), &*secret)?;
            db.prepare_cached("INSERT OR IGNORE INTO signed_pre_keys VALUES (?, ?, ?)")?
                .execute(params![generation, millis(made_at), cell])
                .map(drop)
        })
        .await
    }

    async fn keep_one_time(&self, keys: Vec<(u32, PreKeySecret)>) -> Result<(), Unavailable> {
        self.write(move |tables| tables.keep_one_time(&keys)).await
    }

    async fn forget_below(&self, generation: u32) -> Result<(), Unavailable> {
        self.write(move |Tables { db, .. }| {
            db.execute("DELETE FROM signed_pre_keys WHERE generation < ?", [generation])?;
            db.execute("DELETE FROM one_time_pre_keys WHERE generation < ?", [generation])?;
            db.execute("DELETE FROM begun_sessions WHERE generation < ?", [generation]).map(drop)
        })
        .await
    }
}

#[async_trait]
impl ShelvedPreKeys for SqlitePeer {
    async fn signed(&self) -> Result<Vec<ShelvedSigned>, Unavailable> {
        self.read(|Tables { db, sealer }| {
            db.prepare_cached(
                "SELECT generation, made_at, secret FROM signed_pre_keys ORDER BY generation DESC",
            )?
            .query_map([], |row| {
                let generation: u32 = row.get(0)?;
                let secret = secret(sealer, row, 2, place(SIGNED, &generation.to_be_bytes()))?;
                Ok(ShelvedSigned { generation, secret, made_at: timestamp(row, 1)? })
            })?
            .collect()
        })
        .await
    }

    async fn one_time_above(&self, number: u32) -> Result<Vec<(u32, PreKeySecret)>, Unavailable> {
        self.read(move |Tables { db, sealer }| {
            db.prepare_cached(
                "SELECT number, secret FROM one_time_pre_keys
                 WHERE number > ?
                     AND generation = (SELECT max(generation) FROM signed_pre_keys)
                 ORDER BY number",
            )?
            .query_map([number], |row| {
                let number: u32 = row.get(0)?;
                let name = number.to_be_bytes();
                Ok((number, secret(sealer, row, 1, place(ONE_TIME, &name))?))
            })?
            .collect()
        })
        .await
    }

    async fn last_number(&self) -> Result<u32, Unavailable> {
        self.read(|Tables { db, .. }| {
            db.prepare_cached("SELECT last FROM one_time_numbers")?.query_row([], |row| row.get(0))
        })
        .await
    }
}

type Shelved = (Option<PreKeySecret>, Option<PreKeySecret>, bool);

impl Tables<'_> {
    fn keep_one_time(&self, keys: &[(u32, PreKeySecret)]) -> rusqlite::Result<()> {
        let mut insert = self.db.prepare_cached(
            "INSERT OR IGNORE INTO one_time_pre_keys
             VALUES (?, coalesce((SELECT max(generation) FROM signed_pre_keys), 0), ?)",
        )?;
        for (number, secret) in keys {
            let name = number.to_be_bytes();
            let cell = self.sealer.seal(place(ONE_TIME, &name), &**secret)?;
            insert.execute(params![number, cell])?;
        }
        let last = keys.iter().map(|(number, _)| *number).max().unwrap_or_default();
        self.db
            .prepare_cached("UPDATE one_time_numbers SET last = max(last, ?)")?
            .execute([last])
            .map(drop)
    }

    /// The signed and the one-time pre-keys that are wanted, and whether the session was begun before.
    pub(super) fn shelved(&self, wanted: Wanted) -> rusqlite::Result<Shelved> {
        let Wanted { session, generation, one_time } = wanted;
        let signed = self.secret(
            "SELECT secret FROM signed_pre_keys WHERE generation = ?",
            SIGNED,
            generation,
        )?;
        let one_time = match one_time {
            Some(number) => self.secret(
                "SELECT secret FROM one_time_pre_keys WHERE number = ?",
                ONE_TIME,
                number,
            )?,
            None => None,
        };
        let was_begun = self
            .db
            .prepare_cached("SELECT 1 FROM begun_sessions WHERE session = ?")?
            .exists([session.as_bytes()])?;
        Ok((signed, one_time, was_begun))
    }

    fn secret(
        &self,
        sql: &'static str,
        column: &'static str,
        number: u32,
    ) -> rusqlite::Result<Option<PreKeySecret>> {
        self.db
            .prepare_cached(sql)?
            .query_row([number], |row| {
                secret(self.sealer, row, 0, place(column, &number.to_be_bytes()))
            })
            .optional()
    }

    pub(super) fn spend_one_time(&self, number: u32) -> rusqlite::Result<()> {
        self.db
            .prepare_cached("DELETE FROM one_time_pre_keys WHERE number = ?")?
            .execute([number])
            .map(drop)
    }

    pub(super) fn mark_begun(&self, session: SessionId, generation: u32) -> rusqlite::Result<()> {
        self.db
            .prepare_cached("INSERT OR IGNORE INTO begun_sessions VALUES (?, ?)")?
            .execute(params![session.as_bytes(), generation])
            .map(drop)
    }
}

fn place<'a>(column: &'static str, row: &'a [u8; 4]) -> Place<'a> {
    Place { column, row }
}

fn secret(
    sealer: &Sealer,
    row: &Row<'_>,
    index: usize,
    place: Place<'_>,
) -> rusqlite::Result<PreKeySecret> {
    let text = sealer.read(row, index, place)?;
    let bytes = <[u8; 100]>::try_from(text.as_slice());
    bytes.map(Zeroizing::new).map_err(|_| unreadable(BadCell(place.column)))
}
