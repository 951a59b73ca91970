use async_trait::async_trait;
use causerie_chat::{DeviceAddress, EnvelopeId, MessageId};
use causerie_usecases::ports::{Lack, Lacking, Place, Unavailable};
use rusqlite::{OptionalExtension, params};

use super::{SqlitePeer, refs::read_device, tables::Tables};
use crate::columns::{parsed, timestamp};

#[async_trait]
impl Lacking for SqlitePeer {
    async fn lacking(&self, message: MessageId) -> Result<Vec<Lack>, Unavailable> {
        let own = self.own;
        self.read(move |tables| tables.lacking(own, message)).await
    }
}

impl Tables<'_> {
    fn lacking(&self, own: i64, message: MessageId) -> rusqlite::Result<Vec<Lack>> {
        let mut lacking = Vec::new();
        for device in self.devices_of_reader(own, message)? {
            if let Some(place) = self.whereabouts(message, own, &device)? {
                lacking.push(Lack { device, place });
            }
        }
        lacking.sort_by_key(|lack| lack.device.to_string());
        Ok(lacking)
    }

    /// All devices there ever were of whom a message is to.
    fn devices_of_reader(
        &self,
        own: i64,
        message: MessageId,
    ) -> rusqlite::Result<Vec<DeviceAddress>> {
        self.db
            .prepare_cached(
                "SELECT d.lookup, d.device FROM devices d WHERE d.person_ref IN
                     (SELECT m.person_ref FROM messages m WHERE m.id = ?1 AND m.author_ref = ?2
                      UNION ALL
                      SELECT r.person_ref FROM messages m JOIN reached r ON r.message_seq = m.seq
                      WHERE m.id = ?1 AND m.author_ref = ?2
                      UNION ALL
                      SELECT m.author_ref FROM messages m
                      JOIN room_sealed s ON s.message_seq = m.seq
                      WHERE m.id = ?1 AND m.author_ref = ?2)",
            )?
            .query_map(params![message.as_bytes(), own], |row| read_device(self.sealer, row, 0))?
            .collect()
    }

    fn whereabouts(
        &self,
        message: MessageId,
        own: i64,
        device: &DeviceAddress,
    ) -> rusqlite::Result<Option<Place>> {
        let stored: Option<bool> = self
            .db
            .prepare_cached("SELECT stored FROM outbox WHERE envelope_id = ?")?
            .query_row([EnvelopeId::of(message, device).as_bytes()], |row| row.get(0))
            .optional()?;
        if let Some(stored) = stored {
            return Ok(Some(if stored { Place::Mailbox } else { Place::Here }));
        }
        let Some(device) = self.known_device_ref(device)? else { return Ok(None) };
        self.db
            .prepare_cached(
                "SELECT u.cause, u.at FROM undeliverable u JOIN messages m ON m.seq = u.message_seq
                 WHERE m.id = ? AND m.author_ref = ? AND u.device_ref = ?",
            )?
            .query_row(params![message.as_bytes(), own, device], |row| {
                Ok(Place::Nowhere { cause: parsed(row, 0)?, at: timestamp(row, 1)? })
            })
            .optional()
    }
}
