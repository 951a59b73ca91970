use std::sync::Arc;

use causerie_chat::{
    Body, Message, MessageId, MessageRef, RoomId, Text, Timer, Timestamp, TraceContext,
};
use causerie_session::Randomness;

use crate::{
    CommandHandler,
    peer::rooms::{NotSaidInRoom, RoomSaying},
};

/// Say something to all who are in a room.
#[derive(Debug)]
pub struct SayInRoom {
    /// Minted by the caller.
    pub id: MessageId,
    /// Where.
    pub room: RoomId,
    /// What.
    pub text: Text,
    /// Which message of the room it answers, if it answers one.
    pub reply_to: Option<MessageRef>,
    /// After how long it disappears, if it does.
    pub expires_in: Option<Timer>,
    /// When.
    pub at: Timestamp,
    /// The trace of the request, if there is one.
    pub trace: Option<TraceContext>,
    /// What sealing draws from.
    pub randomness: Randomness,
}

/// Carries out [`SayInRoom`].
pub struct SayInRoomHandler {
    /// Seals and keeps it.
    pub saying: Arc<RoomSaying>,
}

impl CommandHandler<SayInRoom> for SayInRoomHandler {
    type Error = NotSaidInRoom;

    async fn handle(&self, command: SayInRoom) -> Result<(), NotSaidInRoom> {
        let SayInRoom { id, room, text, reply_to, expires_in, at, trace, randomness } = command;
        let author = self.saying.own.device.person.clone();
        let (body, recipient) = (Body::Text(text), room.into());
        let expires_at = expires_in.map(|timer| timer.end(at));
        let message = Message { id, author, recipient, sent_at: at, body, reply_to, expires_at };
        self.saying.say(room, message, trace.as_ref(), randomness).await
    }
}
