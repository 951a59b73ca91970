//! What other devices ask for in rooms.

use std::collections::HashMap;

use causerie_chat::{Address, Body, DeviceAddress, Message};
use causerie_usecases::ports::{Asked, RoomAsk};
use rusqlite::{Row, params};

use super::{
    refs::{conversation_lookup, read_device},
    room_wish_codec::{decode_ask, encode_ask},
    tables::Tables,
};
use crate::{
    columns::{readable, unreadable},
    sealing::{BadCell, Place},
};

const ASK: &str = "room_asks.ask";

impl Tables<'_> {
    /// What was taken in an envelope of `from`, if that is here, may be a request to this person to be let into a room.
    pub(super) fn hear_request(
        &self,
        me: &Address,
        from: &DeviceAddress,
        message: &Message,
    ) -> rusqlite::Result<()> {
        let Body::RoomRequest(request) = &message.body else { return Ok(()) };
        let kept = self.find(me, &message.reference())?;
        if message.recipient != *me || kept.is_none_or(|it| it.entry.message.body != message.body) {
            return Ok(());
        }
        let (room, package) = (request.room, request.package.clone());
        let what = Asked::In { package, by: message.reply_to.clone() };
        self.ask(&RoomAsk { room, from: from.clone(), what })
    }

    /// Of each device in each room what it asked for last, and of those the latest.
    pub(super) fn ask(&self, ask: &RoomAsk) -> rusqlite::Result<()> {
        let device = self.device_ref(&ask.from)?;
        let room = conversation_lookup(self.sealer, &ask.room.into());
        self.db
            .prepare_cached(
                "INSERT OR REPLACE INTO room_asks (device_ref, room, ask) VALUES (?, ?, ?)",
            )?
            .execute(params![device, room, self.seal_ask(device, room, ask)?])?;
        let most = i64::try_from(RoomAsk::MOST_OF_A_DEVICE).unwrap_or(i64::MAX);
        self.db
            .prepare_cached(
                "DELETE FROM room_asks WHERE device_ref = ?1 AND seq <=
                     (SELECT seq FROM room_asks WHERE device_ref = ?1
                      ORDER BY seq DESC LIMIT 1 OFFSET ?2)",
            )?
            .execute([device, most])?;
        let most = i64::try_from(RoomAsk::MOST).unwrap_or(i64::MAX);
        self.db
            .prepare_cached(
                "DELETE FROM room_asks WHERE seq <=
                     (SELECT seq FROM room_asks ORDER BY seq DESC LIMIT 1 OFFSET ?)",
            )?
            .execute([most])
            .map(drop)
    }

    /// Forgets an ask, if it is still that: the same content is the same bytes in its cell.
    pub(super) fn settle_ask(&self, ask: &RoomAsk) -> rusqlite::Result<()> {
        let Some(device) = self.known_device_ref(&ask.from)? else { return Ok(()) };
        let room = conversation_lookup(self.sealer, &ask.room.into());
        self.db
            .prepare_cached("DELETE FROM room_asks WHERE device_ref = ? AND room = ? AND ask = ?")?
            .execute(params![device, room, self.seal_ask(device, room, ask)?])
            .map(drop)
    }

    /// The earliest first.
    pub(super) fn asks(&self) -> rusqlite::Result<Vec<RoomAsk>> {
        let mut statement = self.db.prepare_cached(
            "SELECT d.lookup, d.device, a.device_ref, a.room, a.ask, w.blocked
             FROM room_asks a JOIN devices d ON d.ref = a.device_ref
             JOIN persons w ON w.ref = d.person_ref ORDER BY a.seq",
        )?;
        // One that is damaged hides no other.
        let told = readable(statement.query([])?, |row| {
            Ok((self.read_ask(row)?, row.get::<_, bool>(5)?))
        })?;
        // Who is blocked is still let go.
        let told = told
            .into_iter()
            .filter(|(it, blocked)| !blocked || matches!(it.what, Asked::Out { .. }));
        let mut asks: Vec<_> = told.map(|(ask, _)| ask).collect();
        let mut known = HashMap::new();
        for ask in &asks {
            let person = &ask.from.person;
            if !known.contains_key(person) {
                known.insert(person.clone(), self.contact(person)?);
            }
        }
        // One that was revoked has nothing to ask for any more.
        asks.retain(|ask| {
            let contact = known.get(&ask.from.person).and_then(Option::as_ref);
            !contact.is_some_and(|it| it.person.is_without(&ask.from.device))
        });
        Ok(asks)
    }

    fn read_ask(&self, row: &Row<'_>) -> rusqlite::Result<RoomAsk> {
        let from = read_device(self.sealer, row, 0)?;
        let place = row_of(row.get(2)?, row.get(3)?);
        let text = self.sealer.read(row, 4, Place { column: ASK, row: &place })?;
        decode_ask(&text, from).ok_or_else(|| unreadable(BadCell(ASK)))
    }

    fn seal_ask(&self, device: i64, room: [u8; 16], ask: &RoomAsk) -> rusqlite::Result<Vec<u8>> {
        let row = row_of(device, room);
        self.sealer.seal(Place { column: ASK, row: &row }, &encode_ask(ask))
    }
}

/// What an ask is known by.
fn row_of(device: i64, room: [u8; 16]) -> Vec<u8> {
    [&device.to_be_bytes()[..], &room].concat()
}
