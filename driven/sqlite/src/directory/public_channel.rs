use async_trait::async_trait;
use causerie_chat::{Address, RoomId, Timestamp};
use causerie_usecases::ports::{PublicRoomBook, PublicRooms, Unavailable};
use rusqlite::{Connection, OptionalExtension, params};

use super::SqliteDirectory;
use crate::columns::millis;

#[async_trait]
impl PublicRooms for SqliteDirectory {
    async fn reserve(&self, room: RoomId) -> Result<(), Unavailable> {
        let reserve = move |db: &Connection| {
            db.prepare_cached("INSERT INTO public_channel VALUES (1, ?) ON CONFLICT DO NOTHING")?
                .execute([room.as_bytes()])
                .map(drop)
        };
        self.store.write(reserve).await
    }

    async fn ban(&self, who: &Address, banned: bool, at: Timestamp) -> Result<(), Unavailable> {
        let who = who.to_string();
        let ban = move |db: &Connection| {
            let changed = if banned {
                db.prepare_cached(
                    "INSERT INTO public_bans SELECT ref, ?2 FROM persons WHERE address = ?1
                     ON CONFLICT DO NOTHING",
                )?
                .execute(params![who, millis(at)])
            } else {
                db.prepare_cached(
                    "DELETE FROM public_bans
                     WHERE person_ref = (SELECT ref FROM persons WHERE address = ?)",
                )?
                .execute([&who])
            };
            changed.map(drop)
        };
        self.store.write(ban).await
    }
}

#[async_trait]
impl PublicRoomBook for SqliteDirectory {
    async fn reserved(&self) -> Result<Option<RoomId>, Unavailable> {
        let find = |db: &Connection| {
            db.prepare_cached("SELECT room FROM public_channel")?
                .query_row([], |row| row.get::<_, [u8; 16]>(0))
                .optional()
        };
        Ok(self.store.glance(find).await?.map(RoomId::from))
    }

    async fn is_banned(&self, who: &Address) -> Result<bool, Unavailable> {
        let who = who.to_string();
        let find = move |db: &Connection| {
            db.prepare_cached(
                "SELECT 1 FROM public_bans b JOIN persons p ON p.ref = b.person_ref
                 WHERE p.address = ?",
            )?
            .exists([who])
        };
        self.store.glance(find).await
    }
}
