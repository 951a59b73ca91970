use std::sync::Arc;

use causerie_chat::{
    Address, Body, Message, MessageId, Moderated, Moderation, RoomId, Timestamp, TraceContext,
};
use causerie_session::Randomness;
use thiserror::Error;

use super::{ChangeRoomHandler, RemoveFromRoom};
use crate::{
    CommandHandler,
    peer::rooms::{NotChanged, NotSaidInRoom, RoomChanging, RoomSaying},
    ports::{History, NotBanned, People, PublicDesk, Unavailable},
};

/// Moderate the public channel: remove a message for all, mute somebody, ban them, or lift that. All who are in it see it, and why.
#[derive(Debug)]
pub struct Moderate {
    /// Minted by the caller.
    pub id: MessageId,
    /// What is done, and why.
    pub decision: Moderation,
    /// When.
    pub at: Timestamp,
    /// The trace of the request, if there is one.
    pub trace: Option<TraceContext>,
    /// What the steps draw from.
    pub randomness: Randomness,
}

/// Carries out [`Moderate`]. Whoever is banned is let in no more once it returns, and let go, if the directory answers; the same again goes on with it.
pub struct ModerateHandler {
    /// Knows which room it is and who moderates it, and keeps who is banned: the directory.
    pub public: Arc<dyn PublicDesk>,
    /// Knows everybody.
    pub people: Arc<dyn People>,
    /// Knows what is to be removed.
    pub history: Arc<dyn History>,
    /// Says it.
    pub saying: Arc<RoomSaying>,
    /// Lets people go.
    pub changing: Arc<RoomChanging>,
}

impl CommandHandler<Moderate> for ModerateHandler {
    type Error = NotModerated;

    async fn handle(&self, command: Moderate) -> Result<(), NotModerated> {
        let Moderate { id, decision, at, trace, randomness } = command;
        let me = &self.saying.own.device.person;
        let channel = self.public.public_channel().await;
        let channel = channel.map_err(NotModerated::DirectoryUnreachable)?;
        let channel = channel.ok_or(NotModerated::NoPublicChannel)?;
        if !channel.moderators.contains(me) {
            return Err(NotModerated::NotAModerator);
        }
        let room = channel.room;
        self.check(&decision).await?;
        // What is said first is what counts: a repeated command says it once.
        let before = self.history.message(me, id).await?.map(|before| before.message);
        let decision = as_before(decision, before.as_ref());
        let message = Message {
            id,
            author: me.clone(),
            recipient: room.into(),
            sent_at: before.map_or(at, |before| before.sent_at),
            body: Body::Moderation(Box::new(decision.clone())),
            reply_to: None,
            expires_at: None,
        };
        if let Some(target) = decision.target() {
            let base = self.history.message(&target.author, target.id).await?;
            let base = base.ok_or(NotModerated::NoSuchMessage)?;
            message.changes(&base.message).map_err(|_| NotModerated::NoSuchMessage)?;
        }
        match &decision.what {
            Moderated::Ban(who) => self.public.ban(who, true).await?,
            Moderated::Lift(who) => self.public.ban(who, false).await?,
            Moderated::Remove(_) | Moderated::Mute { .. } => {}
        }
        let own = &self.saying.own;
        let drawn = randomness.fork(&*own.provider, b"what is said of it");
        self.saying.say(room, message, trace.as_ref(), drawn).await?;
        if let Moderated::Ban(who) = decision.what {
            let drawn = randomness.fork(&*own.provider, b"who is let go");
            self.let_go(room, who, at, drawn).await?;
        }
        Ok(())
    }
}

impl ModerateHandler {
    /// Whether it is about somebody who is there. That nobody bans a moderator is the directory's to see to.
    async fn check(&self, decision: &Moderation) -> Result<(), NotModerated> {
        let (Moderated::Mute { who, .. } | Moderated::Ban(who)) = &decision.what else {
            return Ok(());
        };
        let person = self.people.person(who).await;
        let person = person.map_err(NotModerated::DirectoryUnreachable)?;
        person.map(drop).ok_or(NotModerated::UnknownPerson)
    }

    async fn let_go(
        &self,
        room: RoomId,
        who: Address,
        at: Timestamp,
        randomness: Randomness,
    ) -> Result<(), NotChanged> {
        let changes = ChangeRoomHandler { changing: self.changing.clone() };
        changes.handle(RemoveFromRoom { room, who, at, randomness }).await
    }
}

/// The decision as it was said before under its id: a mute that is repeated ends when it was to end first.
fn as_before(decision: Moderation, before: Option<&Message>) -> Moderation {
    let Some(Body::Moderation(said)) = before.map(|it| &it.body) else { return decision };
    match (&decision.what, &said.what) {
        (Moderated::Mute { who, .. }, Moderated::Mute { who: whom, .. })
            if who == whom && said.reason() == decision.reason() =>
        {
            Moderation::clone(said)
        }
        _ => decision,
    }
}

/// Why it was not done, or not wholly.
#[derive(Debug, Error)]
pub enum NotModerated {
    /// The directory has no public channel.
    #[error("the directory has no public channel")]
    NoPublicChannel,
    /// This person does not moderate it.
    #[error("this is for moderators")]
    NotAModerator,
    /// Whoever is to be banned moderates it: that is the operator's to decide.
    #[error("nobody bans a moderator")]
    OfAModerator,
    /// Nobody has that name.
    #[error("the directory knows nobody by that name")]
    UnknownPerson,
    /// There is no such message in the channel, or none that can be removed.
    #[error("there is no such message")]
    NoSuchMessage,
    /// It was not said.
    #[error(transparent)]
    NotSaid(#[from] NotSaidInRoom),
    /// Who is banned was not let go; the same again does it.
    #[error("banned, and not let go yet: {0}")]
    NotLetGo(#[from] NotChanged),
    /// The directory was asked too often.
    #[error("the directory was asked too often")]
    TooOften,
    /// The directory does not answer; the same again goes on with it.
    #[error("the directory does not answer")]
    DirectoryUnreachable(#[source] Unavailable),
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl From<NotBanned> for NotModerated {
    fn from(not: NotBanned) -> Self {
        match not {
            NotBanned::NotAllowed => Self::OfAModerator,
            NotBanned::TooOften => Self::TooOften,
            NotBanned::Unavailable(cause) => Self::DirectoryUnreachable(cause),
        }
    }
}
