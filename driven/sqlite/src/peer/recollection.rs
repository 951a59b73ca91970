use async_trait::async_trait;
use causerie_chat::{Address, Standing};
use causerie_usecases::ports::{
    Chronicle, Cursor, Entry, HistoryTransfer, KnownIdentity, Recalled, Recollection, TransferBook,
    TransferStep, Unavailable,
};
use rusqlite::{OptionalExtension, Row, params, types::FromSqlError};

use super::{
    SqlitePeer,
    entry::{self, COLUMNS, JOINS},
    refs::read_device,
    tables::Tables,
};
use crate::columns::{count, parsed_or_null, seq};

/// How many entries are told at once.
const MOST: usize = 1_000;

/// What comes next of a transfer.
const PEOPLE: i64 = 0;
const ENTRIES: i64 = 1;
const DONE: i64 = 2;

#[async_trait]
impl Chronicle for SqlitePeer {
    async fn latest(
        &self,
        before: Option<Cursor>,
        limit: usize,
    ) -> Result<Vec<Entry>, Unavailable> {
        let me = self.me.clone();
        let before = before.map_or(i64::MAX, seq);
        let limit = i64::try_from(limit.min(MOST)).unwrap_or(i64::MAX);
        self.read(move |tables| {
            let page = tables
                .db
                .prepare_cached(&format!(
                    "SELECT {COLUMNS} FROM messages m {JOINS}
                     WHERE m.seq < ? AND m.standing < 2 ORDER BY m.seq DESC LIMIT ?"
                ))?
                .query_map([before, limit], |row| entry::read(tables.sealer, row, &me))?
                .collect::<rusqlite::Result<_>>()?;
            tables.seen(&me, page)
        })
        .await
    }

    async fn length(&self) -> Result<u64, Unavailable> {
        self.read(|tables| {
            tables
                .db
                .prepare_cached("SELECT count(*) FROM messages WHERE standing < 2")?
                .query_row([], |row| count(row, 0))
        })
        .await
    }
}

#[async_trait]
impl Recollection for SqlitePeer {
    async fn recall(
        &self,
        people: Vec<Recalled>,
        entries: Vec<Entry>,
        transfer: &HistoryTransfer,
    ) -> Result<(), Unavailable> {
        let (me, own, known) = (self.me.clone(), self.own, self.known.clone());
        let (transfer, met) = (transfer.clone(), addresses(&people));
        let outcome = self
            .write(move |tables| {
                for person in &people {
                    known.forget(&person.known.person.address);
                    tables.recall_person(person)?;
                }
                entries.iter().try_for_each(|entry| tables.recall(&me, own, entry))?;
                tables.note_transfer(&transfer)
            })
            .await;
        // Somebody may have read the former state before all of this was in the file.
        for who in &met {
            self.known.forget(who);
        }
        outcome
    }

    async fn begin(&self, transfer: &HistoryTransfer) -> Result<(), Unavailable> {
        let transfer = transfer.clone();
        self.write(move |tables| {
            tables.db.prepare_cached("DELETE FROM transfer")?.execute([])?;
            tables
                .db
                .prepare_cached(
                    "INSERT INTO transfer (only, device_ref, part, people, entries, total)
                     VALUES (1, ?, 0, 0, 0, 0)",
                )?
                .execute([tables.device_ref(&transfer.from)?])?;
            tables.note_transfer(&transfer)
        })
        .await
    }

    async fn note(&self, transfer: &HistoryTransfer) -> Result<(), Unavailable> {
        let transfer = transfer.clone();
        self.write(move |tables| tables.note_transfer(&transfer)).await
    }
}

#[async_trait]
impl TransferBook for SqlitePeer {
    async fn transfer(&self) -> Result<Option<HistoryTransfer>, Unavailable> {
        self.read(|tables| {
            tables
                .db
                .prepare_cached(
                    "SELECT d.lookup, d.device, t.part, t.place, t.people, t.entries, t.total, t.failed
                     FROM transfer t JOIN devices d ON d.ref = t.device_ref",
                )?
                .query_row([], |row| tables.read_transfer(row))
                .optional()
        })
        .await
    }
}

fn addresses(people: &[Recalled]) -> Vec<Address> {
    people.iter().map(|person| person.known.person.address.clone()).collect()
}

impl Tables<'_> {
    fn recall_person(&self, Recalled { known: there, timer }: &Recalled) -> rusqlite::Result<()> {
        let who = &there.person.address;
        let standing = self.decided_before(who, there.standing)?;
        match self.contact(who)? {
            None => self.put_contact(&KnownIdentity { standing, ..there.clone() })?,
            Some(mut here)
                if here.standing == Standing::REQUESTED
                    && here.person.account_key == there.person.account_key =>
            {
                here.standing = standing;
                self.put_contact(&here)?;
            }
            Some(_) => {}
        }
        let timer = timer.map(|timer| timer.millis().cast_signed()); // at most a year
        self.db
            .prepare_cached(
                "UPDATE persons SET timer = coalesce(timer, ?) WHERE ref = ? AND timer_at = 0",
            )?
            .execute(params![timer, self.person_ref(who)?])
            .map(drop)
    }

    /// Puts it in front of all that is here.
    fn recall(&self, me: &Address, own: i64, entry: &Entry) -> rusqlite::Result<()> {
        let first: i64 = self
            .db
            .prepare_cached("SELECT coalesce(min(seq), 1) FROM messages")?
            .query_row([], |row| row.get(0))?;
        let Some(seq) = self.restore(me, own, entry, Some(first - 1))? else { return Ok(()) };
        if self.is_read_by(own, entry)? {
            self.note_read_elsewhere(seq)?;
        }
        let author = self.person_ref(&entry.message.author)?;
        let person = self.conversation_ref(&entry.message.conversation(me))?;
        self.catch_up(own, (author, person), entry.message.id, seq, entry.changed_at)
    }

    /// Nothing if one from another device was begun meanwhile.
    fn note_transfer(&self, transfer: &HistoryTransfer) -> rusqlite::Result<()> {
        let HistoryTransfer { from, next, people, entries, total, failed } = transfer;
        let (part, place) = match next {
            Some(TransferStep::People(behind)) => (PEOPLE, *behind),
            Some(TransferStep::Entries(before)) => (ENTRIES, *before),
            None => (DONE, None),
        };
        let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        self.db
            .prepare_cached(
                "UPDATE transfer SET part = ?2, place = ?3, people = ?4, entries = ?5, total = ?6,
                     failed = ?7
                 WHERE device_ref = ?1",
            )?
            .execute(params![
                self.device_ref(from)?,
                part,
                place.map(number),
                number(*people),
                number(*entries),
                number(*total),
                failed.as_ref().map(causerie_chat::Cause::as_str),
            ])
            .map(drop)
    }

    fn read_transfer(&self, row: &Row<'_>) -> rusqlite::Result<HistoryTransfer> {
        let place: Option<i64> = row.get(3)?;
        let place = place.map(|place| u64::try_from(place).unwrap_or_default());
        let next = match row.get(2)? {
            PEOPLE => Some(TransferStep::People(place)),
            ENTRIES => Some(TransferStep::Entries(place)),
            DONE => None,
            part => return Err(FromSqlError::OutOfRange(part).into()),
        };
        Ok(HistoryTransfer {
            from: read_device(self.sealer, row, 0)?,
            next,
            people: count(row, 4)?,
            entries: count(row, 5)?,
            total: count(row, 6)?,
            failed: parsed_or_null(row, 7)?,
        })
    }
}
