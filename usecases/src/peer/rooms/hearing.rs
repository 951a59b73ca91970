use std::sync::Arc;

use causerie_chat::{
    Address, Body, Cause, Conversation, DeviceAddress, Envelope, EnvelopeId, Message, Path, RoomId,
    RoomMember, SealedInRoom, Timestamp, unpad,
};
use causerie_session::Randomness;

use super::{
    following::{NotFollowed, RoomFollowing},
    live::{Entered, NotEntered},
};
use crate::ports::{
    Event, GroupRefused, HeardInRoom, Identities, NotHeard, OpenedText, RoomMail, RoomNews,
    Unavailable,
};

/// Hears what is said in rooms.
pub struct RoomHearing {
    /// Reads what changed in a room since.
    pub following: Arc<RoomFollowing>,
    /// Knows who people are.
    pub identities: Arc<dyn Identities>,
    /// Keeps what was said.
    pub mail: Arc<dyn RoomMail>,
    /// Knows what was taken before.
    pub news: Arc<dyn RoomNews>,
}

/// How something came.
#[derive(Clone, Copy)]
pub(in crate::peer) struct Arrival<'a> {
    /// From which device.
    pub(in crate::peer) from: &'a DeviceAddress,
    /// By which way.
    pub(in crate::peer) path: Path,
    /// When.
    pub(in crate::peer) at: Timestamp,
}

impl RoomHearing {
    /// Takes envelopes of rooms that a device brought, and says which it did not, each for its reason; those are kept for inspection. One that was taken before
    /// changes nothing. One of an epoch that is yet to be reached has the room's log read first.
    pub(in crate::peer) async fn hear(
        &self,
        arrival: Arrival<'_>,
        envelopes: Vec<Envelope>,
        randomness: &Randomness,
    ) -> Result<Vec<(EnvelopeId, Cause)>, Unavailable> {
        let mut refused = Vec::new();
        for envelope in envelopes {
            let id = envelope.id;
            if let Err(cause) = self.hear_one(arrival, envelope, randomness).await? {
                refused.push((id, cause));
            }
        }
        Ok(refused)
    }

    async fn hear_one(
        &self,
        arrival: Arrival<'_>,
        envelope: Envelope,
        randomness: &Randomness,
    ) -> Result<Result<(), Cause>, Unavailable> {
        let Arrival { from, path, at } = arrival;
        if self.news.was_taken(from, envelope.id).await? {
            return Ok(Ok(()));
        }
        let cause = match self.opened(arrival, &envelope, randomness).await? {
            Ok((entered, heard)) => return self.keep(entered, heard).await,
            Err(cause) => cause,
        };
        self.mail.refuse(from, &envelope, &cause, path, at).await?;
        Ok(Err(cause))
    }

    async fn keep(
        &self,
        entered: Entered,
        heard: HeardInRoom,
    ) -> Result<Result<(), Cause>, Unavailable> {
        let (room, written) = (heard.step.room, heard.step.keep.is_some());
        match self.mail.hear(heard).await {
            Ok(()) => {
                entered.leave(written);
                self.following.events.tell(Event::Conversation(room.into()));
                Ok(Ok(()))
            }
            Err(NotHeard::Refused(cause)) => {
                entered.leave(written);
                Ok(Err(cause))
            }
            Err(NotHeard::Stale) => Err(Unavailable::new(NotHeard::Stale)),
            Err(NotHeard::Unavailable(cause)) => Err(cause),
        }
    }

    /// What a member said, and the room it was opened in; or why it cannot be heard.
    async fn opened(
        &self,
        arrival: Arrival<'_>,
        envelope: &Envelope,
        randomness: &Randomness,
    ) -> Result<Result<(Entered, HeardInRoom), Cause>, Unavailable> {
        let Some(sealed) = SealedInRoom::read(&envelope.sealed) else {
            return Ok(Err(Cause::MALFORMED));
        };
        let room = sealed.room;
        let mut entered = match self.entered(room).await? {
            Ok(entered) => entered,
            Err(cause) => return Ok(Err(cause)),
        };
        let mut opened = entered.group().open(sealed.message);
        if matches!(opened, Err(GroupRefused::LaterEpoch)) {
            entered.leave(false);
            match self.following.follow(room, arrival.at, randomness).await {
                Err(NotFollowed::Unavailable(cause)) => return Err(cause),
                // It comes again.
                Err(_) => return Ok(Err(Cause::CANNOT_OPEN)),
                Ok(()) => {}
            }
            entered = match self.entered(room).await? {
                Ok(entered) => entered,
                Err(cause) => return Ok(Err(cause)),
            };
            opened = entered.group().open(sealed.message);
        }
        let OpenedText { sender, text, keep } = match opened {
            Ok(opened) => opened,
            Err(refused) => {
                entered.leave(false);
                return Ok(Err(cause(refused)));
            }
        };
        let step = entered.step(keep);
        let message = match self.message(arrival.from, envelope, room, &sender, &text).await? {
            Ok(message) => message,
            // What it was opened with is used up, and the room not kept: it is read again, as it was.
            Err(cause) => return Ok(Err(cause)),
        };
        let readers = self.readers(&mut entered)?;
        let heard = HeardInRoom {
            message,
            from: arrival.from.clone(),
            envelope: envelope.clone(),
            step,
            path: arrival.path,
            at: arrival.at,
            is_told: true,
            readers,
        };
        Ok(Ok((entered, heard)))
    }

    async fn entered(&self, room: RoomId) -> Result<Result<Entered, Cause>, Unavailable> {
        match self.following.live.enter(room).await {
            Ok(entered) if entered.is_member() => Ok(Ok(entered)),
            Ok(entered) => {
                entered.leave(false);
                Ok(Err(Cause::CANNOT_OPEN))
            }
            // Whoever was just taken in may hear of it later than of what is said.
            Err(NotEntered::NoSuchRoom | NotEntered::Broken(_)) => Ok(Err(Cause::CANNOT_OPEN)),
            Err(NotEntered::Unavailable(cause)) => Err(cause),
        }
    }

    /// What was said, if whoever sealed it brought it and says it in their own name, and are who they were known as.
    async fn message(
        &self,
        from: &DeviceAddress,
        envelope: &Envelope,
        room: RoomId,
        sender: &RoomMember,
        text: &[u8],
    ) -> Result<Result<Message, Cause>, Unavailable> {
        if sender.device != *from {
            return Ok(Err(Cause::SENDER_MISMATCH));
        }
        let known = self.identities.identity(&from.person).await?;
        if known.is_some_and(|known| known.person.account_key != sender.account_key) {
            return Ok(Err(Cause::IDENTITY_CHANGED));
        }
        let read = unpad(text.to_vec()).ok().and_then(|text| Message::decode(&text).ok());
        let Some(message) = read else { return Ok(Err(Cause::MALFORMED)) };
        if message.author != from.person {
            return Ok(Err(Cause::SENDER_MISMATCH));
        }
        let is_here = message.recipient == Conversation::Room(room);
        let is_its = EnvelopeId::of(message.id, &envelope.recipient) == envelope.id;
        let is_said = !matches!(
            message.body,
            Body::Receipt(_) | Body::Devices(_) | Body::HistoryWanted(_) | Body::RoomRequest(_)
        );
        Ok(if is_here && is_its && is_said { Ok(message) } else { Err(Cause::MALFORMED) })
    }

    /// Everybody in the room but this person.
    fn readers(&self, entered: &mut Entered) -> Result<Vec<Address>, Unavailable> {
        let me = &self.following.own.device.person;
        let members = entered.group().members().map_err(Unavailable::new)?;
        let mut readers: Vec<_> = members.into_iter().map(|it| it.device.person).collect();
        readers.retain(|who| who != me);
        readers.sort_unstable();
        readers.dedup();
        Ok(readers)
    }
}

/// What the sender is told: what may be opened later comes again, what never will does not.
fn cause(refused: GroupRefused) -> Cause {
    match refused {
        GroupRefused::Malformed | GroupRefused::WrongRoom | GroupRefused::EarlierEpoch => {
            Cause::MALFORMED
        }
        _ => Cause::CANNOT_OPEN,
    }
}
