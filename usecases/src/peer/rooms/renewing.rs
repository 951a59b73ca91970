use causerie_chat::{Body, DeviceAddress, EnvelopeId, SealedInRoom, Timestamp};
use causerie_session::Randomness;

use super::{live::NotEntered, saying::RoomSaying};
use crate::ports::{Fresh, NotSaid, Outgoing, RoomStanding, SaidInRoom, Unavailable};

/// What became of what a device was to be sent of rooms.
#[derive(Debug, Default)]
pub(in crate::peer) struct Renewed {
    /// Whether something was sealed anew: what there is to be sent is to be read again.
    pub(in crate::peer) is_changed: bool,
    /// What is not true any more, and not sent.
    pub(in crate::peer) over: Vec<EnvelopeId>,
    /// What is between two of whom one has gone from the room: nothing more of it is sent.
    pub(in crate::peer) apart: Vec<EnvelopeId>,
}

impl RoomSaying {
    /// How many epochs ago something may have been sealed to be sent as it is. Who is to open it may be further on than this device by as many as are left of
    /// [`crate::ports::OpenedText::FORMER_EPOCHS`].
    const FORMER_EPOCHS: u64 = 1;

    /// Seals anew what is to be sent to a device of rooms and was sealed so long ago that it may not be opened any more: the same message, and the same
    /// envelopes. Where the device is not in the room any more, or this one has gone from it, it is not sent.
    pub(in crate::peer) async fn renew(
        &self,
        to: &DeviceAddress,
        batch: &[Outgoing],
        at: Timestamp,
        randomness: &Randomness,
    ) -> Result<Renewed, Unavailable> {
        let mut renewed = Renewed::default();
        for Outgoing { envelope, .. } in batch {
            let Some(sealed) = SealedInRoom::read(&envelope.sealed) else { continue };
            let mut entered = match self.live.enter(sealed.room).await {
                Ok(entered) => entered,
                Err(NotEntered::NoSuchRoom | NotEntered::Broken(_)) => continue,
                Err(NotEntered::Unavailable(cause)) => return Err(cause),
            };
            if !entered.is_member() {
                // Nobody there hears this person any more; their own devices do.
                let is_gone = entered.known().standing == RoomStanding::Gone;
                entered.leave(false);
                if is_gone && to.person != self.own.device.person {
                    renewed.apart.push(envelope.id);
                }
                continue;
            }
            let (now, then) = (entered.group().epoch(), entered.group().epoch_of(sealed.message));
            // What is kept of the room may be from before it was sealed, and says nothing of who is in it since.
            if then.is_some_and(|then| then > now) {
                entered.leave(false);
                continue;
            }
            let is_in = |it: &causerie_chat::RoomMember| it.device == *to;
            if !entered.members().map_err(Unavailable::new)?.iter().any(is_in) {
                entered.leave(false);
                renewed.apart.push(envelope.id);
                continue;
            }
            // Who said that they leave, went, and is back, leaves no more.
            let came = entered.known().departures.known_from();
            if then.is_some_and(|then| then < came) && self.says_farewell(to, envelope.id).await? {
                entered.leave(false);
                renewed.over.push(envelope.id);
                continue;
            }
            if then.is_none_or(|then| now.saturating_sub(then) <= Self::FORMER_EPOCHS) {
                entered.leave(false);
                continue;
            }
            let Some(message) = self.news.said_in(to, envelope.id).await? else {
                entered.leave(false);
                continue;
            };
            let drawn = randomness.fork(&*self.own.provider, envelope.id.as_bytes());
            let fresh = Fresh { entropy: drawn.bytes(&*self.own.provider, b"room text"), at };
            let sealed = self.sealed(&mut entered, message, None, fresh);
            let sealed = sealed.map_err(Unavailable::new)?;
            let said = SaidInRoom { envelopes: Vec::new(), ..sealed };
            let written = said.step.keep.is_some();
            match self.mail.say(said).await {
                Ok(()) => {
                    entered.leave(written);
                    renewed.is_changed = true;
                }
                // It was wiped meanwhile.
                Err(NotSaid::IdInUse) => {}
                Err(NotSaid::Stale) => return Err(Unavailable::new(NotSaid::Stale)),
                Err(NotSaid::Unavailable(cause)) => return Err(cause),
            }
        }
        Ok(renewed)
    }

    /// Whether its author says in that envelope that they leave.
    async fn says_farewell(&self, to: &DeviceAddress, id: EnvelopeId) -> Result<bool, Unavailable> {
        let said = self.news.said_in(to, id).await?;
        Ok(said.is_some_and(|message| message.body == Body::Leaving))
    }
}
