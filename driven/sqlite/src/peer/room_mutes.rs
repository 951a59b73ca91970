use async_trait::async_trait;
use causerie_chat::{Address, Body, Message, MessageRef, Moderated, RoomId};
use causerie_usecases::ports::{Mute, RoomMutes, Unavailable};
use rusqlite::{OptionalExtension, params};

use super::{SqlitePeer, receipts::message_id, tables::Tables};
use crate::columns::{millis, timestamp};

#[async_trait]
impl RoomMutes for SqlitePeer {
    async fn mute(&self, room: RoomId, who: &Address) -> Result<Option<Mute>, Unavailable> {
        let who = who.clone();
        self.glance(move |tables| tables.mute(room, &who)).await
    }
}

impl Tables<'_> {
    fn mute(&self, room: RoomId, who: &Address) -> rusqlite::Result<Option<Mute>> {
        let room = self.known_conversation_ref(&room.into())?;
        let (Some(room), Some(who)) = (room, self.known_person_ref(who)?) else { return Ok(None) };
        // What was decided is kept in one step with the message that says so.
        self.db
            .prepare_cached(
                "SELECT r.decision, r.until, r.decided_at, m.author_ref FROM room_mutes r
                 JOIN messages m ON m.id = r.decision AND m.person_ref = r.room_ref
                 WHERE r.room_ref = ? AND r.person_ref = ? AND r.until > 0
                 LIMIT 1",
            )?
            .query_row([room, who], |row| {
                let author = self.person(row.get(3)?)?;
                let decision = MessageRef { id: message_id(row)?, author };
                Ok(Mute { until: timestamp(row, 1)?, since: timestamp(row, 2)?, decision })
            })
            .optional()
    }

    /// Notes what a moderator decided of somebody.
    pub(super) fn note_decision(&self, message: &Message) -> rusqlite::Result<()> {
        let Body::Moderation(decision) = &message.body else { return Ok(()) };
        let (who, until) = match &decision.what {
            Moderated::Remove(_) => return Ok(()),
            Moderated::Mute { who, until } => (who, millis(*until)),
            Moderated::Ban(who) => (who, i64::MAX),
            Moderated::Lift(who) => (who, 0),
        };
        if message.recipient.room().is_none() {
            return Ok(());
        }
        let (room, who) = (self.conversation_ref(&message.recipient)?, self.person_ref(who)?);
        self.db
            .prepare_cached(
                "INSERT INTO room_mutes (room_ref, person_ref, until, decided_at, decision)
                 VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (room_ref, person_ref)
                 DO UPDATE SET until = ?3, decided_at = ?4, decision = ?5
                 WHERE (decided_at, decision) < (?4, ?5)",
            )?
            .execute(params![room, who, until, millis(message.sent_at), message.id.as_bytes()])
            .map(drop)
    }
}
