use async_trait::async_trait;
use causerie_chat::{Address, Conversation, MessageId, MessageRef};
use causerie_usecases::ports::{Cursor, Entry, Glance, History, Unavailable};
use rusqlite::params;

use super::{
    SqlitePeer,
    entry::{self, BEHIND, COLUMNS, JOINS},
    refs::{conversation_lookup, person_lookup, read_conversation},
    state::{DELIVERED, QUEUED, READ},
    tables::Tables,
};
use crate::columns::{count, readable, seq};

/// How many entries are told at once.
const MOST: usize = 1_000;

#[async_trait]
impl History for SqlitePeer {
    async fn conversation(
        &self,
        with: &Conversation,
        after: Cursor,
        limit: usize,
    ) -> Result<Vec<Entry>, Unavailable> {
        let (me, with) = (self.me.clone(), with.clone());
        let after = seq(after);
        let limit = i64::try_from(limit.min(MOST)).unwrap_or(i64::MAX);
        self.read(move |tables| {
            let Tables { db, sealer } = tables;
            let page = db
                .prepare_cached(&format!(
                    "SELECT {COLUMNS} FROM messages m {JOINS}
                     WHERE m.person_ref = (SELECT ref FROM persons WHERE lookup = ?)
                         AND m.seq > ? AND m.standing < 2
                     ORDER BY m.seq LIMIT ?"
                ))?
                .query_map(params![conversation_lookup(sealer, &with), after, limit], |row| {
                    entry::read(sealer, row, &me)
                })?
                .collect::<rusqlite::Result<_>>()?;
            tables.seen(&me, page)
        })
        .await
    }

    async fn conversations(&self) -> Result<Vec<Glance>, Unavailable> {
        let me = self.me.clone();
        self.read(move |tables| tables.conversations(&me)).await
    }

    async fn undelivered(
        &self,
        to: &Conversation,
        limit: usize,
    ) -> Result<Vec<Entry>, Unavailable> {
        let (me, own, to) = (self.me.clone(), self.own, to.clone());
        let limit = i64::try_from(limit.min(MOST)).unwrap_or(i64::MAX);
        self.read(move |tables| {
            let Tables { db, sealer } = tables;
            let mut latest = db
                .prepare_cached(&format!(
                    "SELECT {COLUMNS} FROM messages m {JOINS}
                     WHERE m.person_ref = (SELECT ref FROM persons WHERE lookup = ?1)
                         AND m.author_ref = ?2 AND m.envelopes NOT NULL
                         AND (coalesce(g.state, ?4) NOT IN (?5, ?6) OR EXISTS
                             (SELECT 1 FROM outbox o WHERE o.message_seq = m.seq AND o.in_room))
                     ORDER BY m.seq DESC LIMIT ?3"
                ))?
                .query_map(
                    params![conversation_lookup(sealer, &to), own, limit, QUEUED, DELIVERED, READ],
                    |row| entry::read(sealer, row, &me),
                )?
                .collect::<rusqlite::Result<Vec<_>>>()?;
            latest.reverse();
            tables.seen(&me, latest)
        })
        .await
    }

    async fn kept_of(&self, who: &Address) -> Result<u64, Unavailable> {
        let who = who.clone();
        self.read(move |tables| {
            tables
                .db
                .prepare_cached(
                    "SELECT count(*) FROM messages m JOIN persons p
                         ON p.ref = m.person_ref AND p.ref = m.author_ref
                     WHERE p.lookup = ?",
                )?
                .query_row([person_lookup(tables.sealer, &who)], |row| count(row, 0))
        })
        .await
    }

    async fn message(&self, author: &Address, id: MessageId) -> Result<Option<Entry>, Unavailable> {
        let (me, author) = (self.me.clone(), author.clone());
        self.glance(move |tables| {
            let kept = tables.find(&me, &MessageRef { id, author })?;
            Ok(tables.seen(&me, kept.into_iter().collect())?.pop())
        })
        .await
    }
}

impl Tables<'_> {
    fn conversations(&self, me: &Address) -> rusqlite::Result<Vec<Glance>> {
        let mut statement = self.db.prepare_cached(&format!(
            "SELECT {COLUMNS}, c.messages
                 FROM (
                     SELECT max(seq) AS latest, count(*) AS messages FROM messages
                     WHERE standing = 0 GROUP BY person_ref ORDER BY latest DESC LIMIT 1000
                 ) c
                 JOIN messages m ON m.seq = c.latest {JOINS}
                 ORDER BY m.seq DESC"
        ))?;
        // One that is damaged hides no other.
        let told = readable(statement.query([])?, |row| {
            let latest = entry::read(self.sealer, row, me)?;
            let with = read_conversation(self.sealer, row, 2)?;
            Ok((with, count(row, BEHIND)?, latest))
        })?;
        let (mut glances, mut latest) = (Vec::new(), Vec::new());
        for (with, messages, entry) in told {
            glances.push((with, messages));
            latest.push(entry);
        }
        let latest = self.seen(me, latest)?;
        let told = glances.into_iter().zip(latest);
        Ok(told.map(|((with, messages), latest)| Glance { with, messages, latest }).collect())
    }
}
