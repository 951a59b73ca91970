use async_trait::async_trait;
use causerie_chat::RoomId;
use causerie_usecases::ports::{Invited, RoomAsk, RoomWish, RoomWishBook, RoomWishes, Unavailable};
use rusqlite::{Row, params};

use super::{
    SqlitePeer,
    refs::conversation_lookup,
    room_wish_codec::{decode_wish, encode_wish},
    tables::Tables,
};
use crate::{
    columns::{millis, readable, timestamp, unreadable},
    sealing::{BadCell, Place, Sealer},
};

const WISH: &str = "room_wishes.wish";

#[async_trait]
impl RoomWishes for SqlitePeer {
    async fn wish(&self, wish: &RoomWish) -> Result<(), Unavailable> {
        let wish = wish.clone();
        self.write(move |tables| tables.keep_wish(&wish)).await
    }

    async fn settle(&self, ask: &RoomAsk) -> Result<(), Unavailable> {
        let ask = ask.clone();
        self.write(move |tables| tables.settle_ask(&ask)).await
    }
}

#[async_trait]
impl RoomWishBook for SqlitePeer {
    async fn wishes(&self) -> Result<Vec<RoomWish>, Unavailable> {
        self.read(|tables| {
            let mut statement =
                tables.db.prepare_cached("SELECT room, wish, at FROM room_wishes ORDER BY seq")?;
            // One that is damaged hides no other.
            readable(statement.query([])?, |row| read_wish(tables.sealer, row))
        })
        .await
    }

    async fn asks(&self) -> Result<Vec<RoomAsk>, Unavailable> {
        self.read(|tables| tables.asks()).await
    }

    async fn invitations(&self) -> Result<Vec<Invited>, Unavailable> {
        let me = self.me.clone();
        self.read(move |tables| tables.invitations(&me)).await
    }
}

impl Tables<'_> {
    fn keep_wish(&self, wish: &RoomWish) -> rusqlite::Result<()> {
        let room = conversation_lookup(self.sealer, &wish.invitation.room.into());
        let cell = self.sealer.seal(Place { column: WISH, row: &room }, &encode_wish(wish))?;
        // The secret of before is not to be read back.
        self.thoroughly(|| {
            self.db
                .prepare_cached(
                    "INSERT OR REPLACE INTO room_wishes (room, wish, at) VALUES (?, ?, ?)",
                )?
                .execute(params![room, cell, millis(wish.at)])
                .map(drop)
        })
    }

    /// What was wished for in a room has come true.
    pub(super) fn forget_wish(&self, room: RoomId) -> rusqlite::Result<()> {
        let room = conversation_lookup(self.sealer, &room.into());
        self.thoroughly(|| {
            self.db
                .prepare_cached("DELETE FROM room_wishes WHERE room = ?")?
                .execute([room])
                .map(drop)
        })
    }
}

fn read_wish(sealer: &Sealer, row: &Row<'_>) -> rusqlite::Result<RoomWish> {
    let room: [u8; 16] = row.get(0)?;
    let text = sealer.read(row, 1, Place { column: WISH, row: &room })?;
    decode_wish(&text, timestamp(row, 2)?).ok_or_else(|| unreadable(BadCell(WISH)))
}
