use std::sync::Arc;

use causerie_chat::{Address, Body, DeviceAddress, Message, MessageId, Timestamp};
use causerie_session::Randomness;

use crate::{
    CommandHandler,
    peer::{
        OwnIdentity, Paths, TypingPace,
        paths::Moment,
        sealing::{Seal, whispered},
    },
    ports::{
        Identities, KnownIdentity, Outgoing, Pending, Route, SessionBook, Unavailable, Whispers,
    },
};

/// This person is writing something to somebody.
#[derive(Debug)]
pub struct SendTyping {
    /// To whom.
    pub to: Address,
    /// The id of the message that says so, minted by the caller.
    pub id: MessageId,
    /// When.
    pub at: Timestamp,
    /// A random number, to spread what comes after a failure.
    pub jitter: u32,
    /// What sealing draws from.
    pub randomness: Randomness,
}

/// Carries out [`SendTyping`]: their devices are told directly or not at all, once, and only where nothing else is on its way to them. It is
/// never kept and lies in no mailbox.
pub struct SendTypingHandler {
    /// This device.
    pub own: Arc<OwnIdentity>,
    /// Knows whom to tell.
    pub identities: Arc<dyn Identities>,
    /// Knows what waits.
    pub pending: Arc<dyn Pending>,
    /// Knows whether it can be sealed.
    pub sessions: Arc<dyn SessionBook>,
    /// Seals it.
    pub whispers: Arc<dyn Whispers>,
    /// Where it can go.
    pub paths: Paths,
    /// Sees to it that it is not told all the time.
    pub pace: TypingPace,
}

impl SendTypingHandler {
    /// How often one person is told at most, in milliseconds.
    pub const EVERY: u64 = 5_000;
}

impl CommandHandler<SendTyping> for SendTypingHandler {
    type Error = Unavailable;

    async fn handle(&self, command: SendTyping) -> Result<(), Unavailable> {
        let SendTyping { to, id, at, jitter, randomness } = command;
        let known = self.identities.identity(&to).await?.filter(KnownIdentity::is_accepted);
        let Some(KnownIdentity { person, .. }) = known.filter(|_| self.pace.admits(&to, at)) else {
            return Ok(());
        };
        let message = Message {
            id,
            author: self.own.device.person.clone(),
            recipient: to.into(),
            sent_at: at,
            body: Body::Typing,
            reply_to: None,
            expires_at: None,
        };
        for device in person.addressees() {
            if !self.is_free(&device, at).await? {
                continue;
            }
            let randomness =
                randomness.fork(&*self.own.provider, device.device.as_str().as_bytes());
            let sealing = Seal::new(self.own.clone(), randomness, at);
            self.whisper(&message, device, sealing, Moment { at, jitter }).await?;
        }
        Ok(())
    }
}

impl SendTypingHandler {
    /// Whether there is a session with the device, nothing else is on its way to it, and it may be found.
    async fn is_free(&self, device: &DeviceAddress, at: Timestamp) -> Result<bool, Unavailable> {
        if !self.sessions.has_session(device).await? {
            return Ok(false);
        }
        let waiting = self.pending.waiting(device, false, 1, 0).await?;
        let lying = waiting.in_mailbox + waiting.receipts_in_mailbox;
        if !waiting.sealed.is_empty() || waiting.unsealed_next || lying > 0 {
            return Ok(false);
        }
        let route = self.paths.routes.route(device).await?;
        Ok(!matches!(route, Some(Route::None(failed)) if failed.keeps_waiting(at)))
    }

    async fn whisper(
        &self,
        message: &Message,
        recipient: DeviceAddress,
        seal: Seal,
        now: Moment,
    ) -> Result<(), Unavailable> {
        let whispered = whispered(&*self.whispers, message, &recipient, seal).await?;
        let Some(envelope) = whispered else { return Ok(()) };
        let batch = [Outgoing { envelope, trace: None }];
        // Whatever became of it: it is worth nothing later.
        self.paths.direct(&recipient, &batch, false, now).await.map(drop)
    }
}
