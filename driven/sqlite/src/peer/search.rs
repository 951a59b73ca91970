use std::thread;

use async_trait::async_trait;
use causerie_chat::Address;
use causerie_usecases::ports::{Entry, Search, Sought, Unavailable, Wish};
use rusqlite::{Row, params};

use super::{
    SqlitePeer,
    entry::{self, COLUMNS, JOINS},
    messages::{self, open_content},
    refs::conversation_lookup,
    tables::Tables,
};
use crate::{
    columns::{millis, seq},
    sealing::Sealer,
};

/// How many entries are told at once.
const MOST: usize = 1_000;
/// How many messages are looked at in the first step; each takes four times as many, so that what is often said is found at once.
const FIRST: usize = 512;
/// And how many at most: some megabytes.
const LARGEST: usize = 32 * 1_024;
/// What one processor looks at by itself is no less than this.
const SHARE: usize = 256;

#[async_trait]
impl Search for SqlitePeer {
    async fn search(&self, wanted: &Wish, limit: usize) -> Result<Vec<Entry>, Unavailable> {
        let (me, wanted) = (self.me.clone(), wanted.clone());
        self.read(move |tables| tables.search(&me, &wanted, limit.min(MOST))).await
    }
}

/// A message as it lies there.
struct Lying {
    seq: i64,
    place: Vec<u8>,
    cell: Vec<u8>,
    /// Whether something changes it: then its cell does not say what it says now.
    changed: bool,
}

impl Tables<'_> {
    /// Nothing is known of the words without opening all of it: it is sealed.
    fn search(&self, me: &Address, wanted: &Wish, limit: usize) -> rusqlite::Result<Vec<Entry>> {
        let before = wanted.before.map(seq);
        let (mut before, mut step) = (before.unwrap_or(i64::MAX), FIRST);
        let mut found = Vec::new();
        while found.len() < limit {
            let lying = self.lying(wanted, before, step)?;
            let Some(last) = lying.last() else { break };
            before = last.seq;
            for found_at in fitting(self.sealer, &lying, &wanted.what) {
                let entry = self.entry(me, found_at)?;
                found.extend(entry.filter(|it| wanted.what.is_in(&it.message, &it.view)));
                if found.len() == limit {
                    break;
                }
            }
            step = (step * 4).min(LARGEST);
        }
        Ok(found)
    }

    /// The latest messages before a place that may fit, as far as can be told from outside.
    fn lying(&self, wanted: &Wish, before: i64, most: usize) -> rusqlite::Result<Vec<Lying>> {
        let since = wanted.since.map_or(i64::MIN, millis);
        let until = wanted.until.map_or(i64::MAX, millis);
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let Some(with) = &wanted.with else {
            return self
                .db
                .prepare_cached(
                    "SELECT seq, id, author_ref, person_ref, content, changed FROM messages
                     WHERE seq < ? AND sent_at >= ? AND sent_at < ? ORDER BY seq DESC LIMIT ?",
                )?
                .query_map(params![before, since, until, most], lying)?
                .collect();
        };
        self.db
            .prepare_cached(
                "SELECT seq, id, author_ref, person_ref, content, changed FROM messages
                 WHERE person_ref = (SELECT ref FROM persons WHERE lookup = ?)
                     AND seq < ? AND sent_at >= ? AND sent_at < ? ORDER BY seq DESC LIMIT ?",
            )?
            .query_map(
                params![conversation_lookup(self.sealer, with), before, since, until, most],
                lying,
            )?
            .collect()
    }

    /// What is there, as it is now.
    fn entry(&self, me: &Address, seq: i64) -> rusqlite::Result<Option<Entry>> {
        let kept = self
            .db
            .prepare_cached(&format!("SELECT {COLUMNS} FROM messages m {JOINS} WHERE m.seq = ?"))?
            .query_row([seq], |row| entry::read(self.sealer, row, me))?;
        Ok(self.seen(me, vec![kept])?.pop())
    }
}

fn lying(row: &Row<'_>) -> rusqlite::Result<Lying> {
    let place = messages::row(row.get_ref(1)?.as_blob()?, row.get(2)?, row.get(3)?);
    Ok(Lying { seq: row.get(0)?, place, cell: row.get(4)?, changed: row.get(5)? })
}

/// The numbers of those that fit, or may since they were changed, in their order. All processors look, since opening is what takes the time.
fn fitting(sealer: &Sealer, lying: &[Lying], what: &Sought) -> Vec<i64> {
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let share = lying.len().div_ceil(processors).max(SHARE);
    let look = |share: &[Lying]| -> Vec<i64> {
        share.iter().filter(|it| fits(sealer, it, what)).map(|it| it.seq).collect()
    };
    thread::scope(|scope| {
        let shares: Vec<_> =
            lying.chunks(share).map(|share| scope.spawn(move || look(share))).collect();
        shares.into_iter().flat_map(|share| share.join().unwrap_or_default()).collect()
    })
}

/// Whether that is in it. One that is damaged hides no other.
fn fits(sealer: &Sealer, lying: &Lying, what: &Sought) -> bool {
    if lying.changed {
        return true;
    }
    match open_content(sealer, &lying.place, &lying.cell) {
        Ok(body) => what.is_in_body(&body),
        Err(damaged) => {
            tracing::error!("a message cannot be read: {damaged}");
            false
        }
    }
}
