use std::sync::Arc;

use causerie_chat::{
    Address, Body, Message, MessageId, MessageRef, RoomInvitation, RoomRequest, Timestamp,
    TraceContext,
};
use causerie_session::Randomness;
use thiserror::Error;

use super::post::RoomPost;
use crate::{
    peer::fan_out::other_devices,
    ports::{
        Fresh, GroupRefused, Identities, Invitations, NotQueued, RoomWish, RoomWishes, Unavailable,
    },
};

/// Asks others to take this device into rooms.
pub struct RoomWishing {
    /// Makes what others add this device with.
    pub invitations: Arc<dyn Invitations>,
    /// Keeps its secret half.
    pub wishes: Arc<dyn RoomWishes>,
    /// Knows which devices they have.
    pub identities: Arc<dyn Identities>,
    /// Sends the other half.
    pub post: Arc<RoomPost>,
}

/// What is to be asked, and of whom.
pub(in crate::peer) struct Wanted {
    /// The id of the message that asks, if the caller minted one.
    pub(in crate::peer) id: Option<MessageId>,
    /// The room.
    pub(in crate::peer) invitation: RoomInvitation,
    /// Who is asked; oneself, for another device of one's own.
    pub(in crate::peer) of: Address,
    /// The invitation it goes by, if it goes by one.
    pub(in crate::peer) by: Option<MessageId>,
    /// When.
    pub(in crate::peer) at: Timestamp,
    /// The trace of the request, if there is one.
    pub(in crate::peer) trace: Option<TraceContext>,
    /// What it draws from.
    pub(in crate::peer) randomness: Randomness,
}

impl RoomWishing {
    /// Asks all devices of a person, each of which may take this one in. What opens the answer is kept before anybody is asked.
    pub(in crate::peer) async fn ask(&self, wanted: Wanted) -> Result<(), NotAsked> {
        let Wanted { id, invitation, of, by, at, trace, randomness } = wanted;
        let own = &self.post.own;
        let me = &own.device.person;
        let to: Vec<_> = if of == *me {
            other_devices(own, &*self.identities).await?
        } else {
            let known = self.identities.identity(&of).await?;
            known.iter().flat_map(|known| known.person.addressees()).collect()
        };
        if to.is_empty() {
            return Err(NotAsked::Nobody);
        }
        let entropy = randomness.bytes(&*own.provider, b"room package");
        let invitable = self.invitations.invitable(Fresh { entropy, at })?;
        let (room, package) = (invitation.room, invitable.package);
        let wish = RoomWish { invitation, of: of.clone(), secret: invitable.secret, at };
        self.wishes.wish(&wish).await?;
        let request = RoomRequest { room, package };
        let message = Message {
            id: id.unwrap_or_else(|| request.message_id(at)),
            author: me.clone(),
            recipient: of.clone().into(),
            sent_at: at,
            body: Body::RoomRequest(Box::new(request)),
            reply_to: by.map(|id| MessageRef { id, author: of }),
            expires_at: None,
        };
        self.post.send(&message, to, trace.as_ref(), randomness).await?;
        Ok(())
    }
}

/// Why nobody was asked to take this device in.
#[derive(Debug, Error)]
pub enum NotAsked {
    /// Whoever was to be asked has no device that is known here.
    #[error("there is nobody to ask")]
    Nobody,
    /// Another message has that id.
    #[error("another message has that id")]
    IdInUse,
    /// What others add this device with cannot be made.
    #[error("it cannot be asked for: {0}")]
    NotMade(#[from] GroupRefused),
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl From<NotQueued> for NotAsked {
    fn from(not: NotQueued) -> Self {
        match not {
            NotQueued::IdInUse => Self::IdInUse,
            NotQueued::Unavailable(cause) => Self::Unavailable(cause),
        }
    }
}
