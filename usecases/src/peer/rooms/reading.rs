use causerie_chat::{
    Body, Cause, Conversation, DeviceAddress, Envelope, EnvelopeId, Message, RoomId, RoomMember,
    unpad,
};

use super::hearing::RoomHearing;
use crate::ports::Unavailable;

impl RoomHearing {
    /// What was said, if whoever sealed it brought it and says it in their own name, and are who they were known as.
    pub(super) async fn message(
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
        if let Some(known) = self.identities.identity(&from.person).await? {
            if known.person.is_without(&from.device) {
                return Ok(Err(Cause::DEVICE_REVOKED));
            }
            if known.person.account_key != sender.account_key {
                return Ok(Err(Cause::IDENTITY_CHANGED));
            }
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
            Body::Devices(_) | Body::HistoryWanted(_) | Body::RoomRequest(_)
        );
        Ok(if is_here && is_its && is_said { Ok(message) } else { Err(Cause::MALFORMED) })
    }
}
