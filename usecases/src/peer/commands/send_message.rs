use std::sync::Arc;

use causerie_chat::{
    Address, Body, Conversation, Message, MessageId, MessageRef, Person, RoomId, Ruling, Text,
    Timer, Timestamp, TraceContext,
};
use causerie_session::Randomness;

use super::SendMessageError;
use crate::{
    CommandHandler,
    peer::{
        Choosing, OwnIdentity,
        fan_out::{envelopes, other_devices},
        find::{Finder, Found},
        rooms::RoomSaying,
        sealing::Seal,
    },
    ports::{Contacts, Doorbell, Event, Events, Identities, Outbox, People, TimerBook},
};

/// Say something to somebody, or to all who are in a room: keep it, and have it delivered as soon as can be, to each of their devices and each other device of this
/// person.
#[derive(Debug)]
pub struct SendMessage {
    /// Minted by the caller.
    pub id: MessageId,
    /// To whom, or where.
    pub to: Conversation,
    /// What.
    pub text: Text,
    /// Which message of the conversation it answers, if it answers one; of a room, one that is here.
    pub reply_to: Option<MessageRef>,
    /// After how long it disappears; nothing if that is for the timer of the conversation to say.
    pub expires_in: Option<Timer>,
    /// When.
    pub at: Timestamp,
    /// The trace of the request, if there is one.
    pub trace: Option<TraceContext>,
    /// What sealing draws from.
    pub randomness: Randomness,
}

/// Carries out [`SendMessage`].
#[derive(Clone)]
pub struct SendMessageHandler {
    /// This device.
    pub own: Arc<OwnIdentity>,
    /// Knows whom this device has to do with.
    pub identities: Arc<dyn Identities>,
    /// Knows everybody.
    pub people: Arc<dyn People>,
    /// Remembers whom the directory found.
    pub contacts: Arc<dyn Contacts>,
    /// Knows after how long what is said disappears.
    pub timer_book: Arc<dyn TimerBook>,
    /// Keeps the message until it is delivered.
    pub outbox: Arc<dyn Outbox>,
    /// Wakes the delivery.
    pub doorbell: Arc<dyn Doorbell>,
    /// Has one who asked to be accepted be so, once they are written to.
    pub choosing: Arc<Choosing>,
    /// Says what is said in rooms.
    pub saying: Arc<RoomSaying>,
    /// Hears of it.
    pub events: Arc<dyn Events>,
}

impl CommandHandler<SendMessage> for SendMessageHandler {
    type Error = SendMessageError;

    async fn handle(&self, command: SendMessage) -> Result<(), SendMessageError> {
        let SendMessage { id, to, text, reply_to, expires_in, at, trace, randomness } = command;
        let body = Body::Text(text);
        self.say(Saying { id, to, body, reply_to, expires_in, at, trace, randomness }).await
    }
}

/// What is to be said, whatever it is.
pub(super) struct Saying {
    pub(super) id: MessageId,
    pub(super) to: Conversation,
    pub(super) body: Body,
    pub(super) reply_to: Option<MessageRef>,
    pub(super) expires_in: Option<Timer>,
    pub(super) at: Timestamp,
    pub(super) trace: Option<TraceContext>,
    pub(super) randomness: Randomness,
}

impl SendMessageHandler {
    /// Says it as words are said.
    pub(super) async fn say(&self, saying: Saying) -> Result<(), SendMessageError> {
        let Saying { id, to, body, reply_to, expires_in, at, trace, randomness } = saying;
        let timer = match expires_in {
            Some(timer) => Some(timer),
            None => self.timer_book.timer(&to).await?,
        };
        let author = self.own.device.person.clone();
        let expires_at = timer.map(|timer| timer.end(at));
        let recipient = to.clone();
        let message = Message { id, author, recipient, sent_at: at, body, reply_to, expires_at };
        self.check_reply(&message).await?;
        match to {
            Conversation::Person(who) => self.say_to(&who, message, trace, randomness).await,
            Conversation::Room(room) => self.say_in(room, message, trace, randomness).await,
        }
    }

    async fn say_to(
        &self,
        who: &Address,
        message: Message,
        trace: Option<TraceContext>,
        randomness: Randomness,
    ) -> Result<(), SendMessageError> {
        let (me, at) = (&self.own.device.person, message.sent_at);
        let recipient = self.find(who, at).await?;
        let others = other_devices(&self.own, &*self.identities).await?;
        if others.is_empty() && who == me {
            return Err(SendMessageError::NoOtherDevice);
        }
        let envelopes = envelopes(message.id, &recipient, others, &self.own, trace.as_ref());
        let sealing = Arc::new(Seal::new(self.own.clone(), randomness, at));
        self.outbox.enqueue(&message, envelopes, sealing).await?;
        self.doorbell.ring();
        self.events.tell(Event::Conversation(message.recipient));
        Ok(())
    }

    async fn say_in(
        &self,
        room: RoomId,
        message: Message,
        trace: Option<TraceContext>,
        randomness: Randomness,
    ) -> Result<(), SendMessageError> {
        Ok(self.saying.say(room, message, trace.as_ref(), randomness).await?)
    }

    /// What is answered stands in the conversation; of what is not here one can tell only between two.
    async fn check_reply(&self, message: &Message) -> Result<(), SendMessageError> {
        let me = &self.own.device.person;
        let Some(MessageRef { id, author }) = &message.reply_to else { return Ok(()) };
        let answered = self.saying.history.message(author, *id).await?;
        let stands_there = match answered {
            Some(answered) => answered.message.conversation(me) == message.recipient,
            None => message.recipient.person().is_some_and(|who| author == who || author == me),
        };
        if stands_there { Ok(()) } else { Err(SendMessageError::ReplyElsewhere) }
    }

    /// Whoever is written to is a contact.
    async fn find(&self, to: &Address, at: Timestamp) -> Result<Person, SendMessageError> {
        let finder = Finder {
            own: &self.own,
            identities: &*self.identities,
            people: &*self.people,
            contacts: &*self.contacts,
        };
        let Found { person, is_contact } = finder.find(to).await?;
        if !is_contact {
            self.choosing.choose(&to.clone().into(), Ruling::Accept.choices(), at).await?;
            self.events.tell(Event::Contact(to.clone()));
        }
        Ok(person)
    }
}
