use async_trait::async_trait;
use causerie_chat::{Address, MessageId};
use causerie_usecases::ports::{Conversation, Cursor, Entry, History, Unavailable};
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    SqlitePeer,
    entry::{self, COLUMNS, JOINS},
};
use crate::columns::{count, parsed};

/// How many entries are told at once.
const MOST: usize = 1_000;

#[async_trait]
impl History for SqlitePeer {
    async fn conversation(
        &self,
        with: &Address,
        after: Cursor,
        limit: usize,
    ) -> Result<Vec<Entry>, Unavailable> {
        let (me, with) = (self.me.clone(), with.to_string());
        let after = i64::try_from(after.0).unwrap_or(i64::MAX);
        let limit = i64::try_from(limit.min(MOST)).unwrap_or(i64::MAX);
        let find = move |db: &Connection| {
            db.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM messages m {JOINS}
                 WHERE m.person_ref = (SELECT ref FROM persons WHERE address = ?) AND m.seq > ?
                 ORDER BY m.seq LIMIT ?"
            ))?
            .query_map(params![with, after, limit], |row| entry::read(row, &me))?
            .collect()
        };
        self.store.read(find).await
    }

    async fn conversations(&self) -> Result<Vec<Conversation>, Unavailable> {
        let me = self.me.clone();
        self.store.read(move |db| conversations(db, &me)).await
    }

    async fn message(&self, author: &Address, id: MessageId) -> Result<Option<Entry>, Unavailable> {
        let (me, author) = (self.me.clone(), author.to_string());
        let find = move |db: &Connection| {
            db.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM messages m {JOINS}
                 WHERE m.id = ? AND m.author_ref = (SELECT ref FROM persons WHERE address = ?)"
            ))?
            .query_row(params![id.as_bytes(), author], |row| entry::read(row, &me))
            .optional()
        };
        self.store.read(find).await
    }
}

fn conversations(db: &Connection, me: &Address) -> rusqlite::Result<Vec<Conversation>> {
    db.prepare_cached(&format!(
        "SELECT {COLUMNS}, c.messages
         FROM (
             SELECT max(seq) AS latest, count(*) AS messages FROM messages
             GROUP BY person_ref ORDER BY latest DESC LIMIT 1000
         ) c
         JOIN messages m ON m.seq = c.latest {JOINS}
         ORDER BY m.seq DESC"
    ))?
    .query_map([], |row| {
        let (with, latest) = (parsed(row, 2)?, entry::read(row, me)?);
        Ok(Conversation { with, messages: count(row, 12)?, latest })
    })?
    .collect()
}
