use async_trait::async_trait;
use causerie_chat::{Conversation, Timer, Timestamp};
use causerie_usecases::ports::{TimerBook, Timers, Unavailable};
use rusqlite::OptionalExtension;

use super::{
    SqlitePeer,
    refs::{conversation_lookup, read_conversation},
};
use crate::columns::{millis, readable, unreadable};

#[async_trait]
impl Timers for SqlitePeer {
    async fn wipe_expired(&self, at: Timestamp) -> Result<(), Unavailable> {
        self.write(move |tables| tables.wipe_expired(at)).await
    }
}

#[async_trait]
impl TimerBook for SqlitePeer {
    async fn timer(&self, with: &Conversation) -> Result<Option<Timer>, Unavailable> {
        let with = with.clone();
        self.glance(move |tables| {
            let timer: Option<Option<i64>> = tables
                .db
                .prepare_cached("SELECT timer FROM persons WHERE lookup = ?")?
                .query_row([conversation_lookup(tables.sealer, &with)], |row| row.get(0))
                .optional()?;
            let timer = timer.flatten().map(|it| Timer::try_from(it.cast_unsigned()));
            timer.transpose().map_err(unreadable)
        })
        .await
    }

    async fn expired(&self, at: Timestamp) -> Result<Vec<Conversation>, Unavailable> {
        self.read(move |tables| {
            let mut statement = tables.db.prepare_cached(
                "SELECT lookup, address FROM persons WHERE ref IN
                     (SELECT person_ref FROM messages WHERE expires_at <= ? AND standing < 2)
                 LIMIT 1000",
            )?;
            let rows = statement.query([millis(at)])?;
            readable(rows, |row| read_conversation(tables.sealer, row, 0))
        })
        .await
    }
}
