use std::{
    collections::{BTreeSet, HashSet},
    sync::{Arc, Mutex, PoisonError},
};

use causerie_chat::{
    AccountKey, Address, Body, Cause, Conversation, DeviceAddress, DeviceKey, Envelope, EnvelopeId,
    Introduction, Message, MessageId, Person, Timestamp, unpad,
};
use causerie_session::{
    DecryptError, FirstMessage, OneTimePreKeys, PreKeys, SessionId, Sessions, SignedPreKeys,
    VerifyingKey,
};

use super::{
    OwnIdentity,
    begun::{Begun, CANNOT, Found, MISMATCH, PreKeysFound, Reading, Refusal},
    known_devices::{is_gone, name_others, was_revoked},
    own::party_name,
};
use crate::ports::{Event, History, Known, Opened, Opening, Spent, Wanted};

/// Opens what one device brings at one moment.
pub(in crate::peer) struct Open {
    own: Arc<OwnIdentity>,
    sender: DeviceAddress,
    at: Timestamp,
    /// What else changed with what was read.
    also: Mutex<Vec<Event>>,
    /// What another device of this person has seen.
    seen: Mutex<BTreeSet<(Address, MessageId)>>,
    typings: Mutex<HashSet<EnvelopeId>>,
}

impl Opening for Open {
    fn wants(&self, envelope: &Envelope) -> Option<Wanted> {
        let first = FirstMessage::of(envelope.sealed.as_bytes())?;
        let (generation, one_time) = (first.generation(), first.one_time());
        Some(Wanted { session: first.session(), generation, one_time })
    }

    fn open(&self, envelope: &Envelope, known: Known) -> Opened {
        let opened = self.open_any(envelope, known);
        // There is another place for it, and no answer here.
        let is_question =
            opened.reading.as_ref().is_ok_and(|it| matches!(it.body, Body::HistoryWanted(_)));
        if is_question { opened.but_refused(Cause::WRONG_WAY) } else { opened }
    }
}

impl Open {
    pub(in crate::peer) fn new(
        own: Arc<OwnIdentity>,
        sender: DeviceAddress,
        at: Timestamp,
    ) -> Self {
        Self {
            own,
            sender,
            at,
            also: Mutex::default(),
            seen: Mutex::default(),
            typings: Mutex::default(),
        }
    }

    /// What is in the envelope, whatever is to be done with it.
    pub(super) fn open_any(&self, envelope: &Envelope, known: Known) -> Opened {
        if envelope.recipient != self.own.device {
            return Opened::refused(Cause::WRONG_RECIPIENT);
        }
        if is_gone(&self.sender, envelope, known.contact.as_ref()) {
            return Opened::refused(Cause::DEVICE_REVOKED);
        }
        let account = known.contact.as_ref().map(|contact| contact.account_key);
        let opened = self.with_devices(self.opened(envelope, known), account);
        match &opened.reading {
            // The id is not sealed, but follows from the message: one that stands for another would keep that from being taken.
            Ok(message) if EnvelopeId::of(message.id, &self.own.device) != envelope.id => {
                Opened::refused(Cause::CANNOT_OPEN)
            }
            Ok(Message { body: Body::Typing, .. }) => {
                self.typings.lock().unwrap_or_else(PoisonError::into_inner).insert(envelope.id);
                opened
            }
            _ => opened,
        }
    }

    /// What changed beside the sender's conversation: by what another device of this person brought. What was seen there stands where `history` has it.
    pub(in crate::peer) async fn also(&self, history: &dyn History) -> Vec<Event> {
        let mut also = self.also.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for (author, id) in seen {
            let here = history.message(&author, id).await.unwrap_or_default();
            let me = &self.own.device.person;
            let with = here.map_or(author.into(), |entry| entry.message.conversation(me));
            let event = Event::Conversation(with);
            if !also.contains(&event) {
                also.push(event);
            }
        }
        also
    }

    /// How many of what was opened said that somebody is typing.
    pub(in crate::peer) fn typings(&self) -> usize {
        self.typings.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Who the sender is from now on, if it tells which devices there are: as long as the account signed that, and it is one of them itself.
    fn with_devices(&self, mut opened: Opened, known: Option<AccountKey>) -> Opened {
        let Ok(Message { body: Body::Devices(list), .. }) = &opened.reading else { return opened };
        let account = opened.met.as_ref().map(|met| met.account_key).or(known);
        let theirs = account.filter(|account| {
            list.person == self.sender.person
                && list.has(&self.sender.device)
                && list.verify(account).is_ok()
        });
        match theirs {
            Some(account) => opened.met = Some(Person::listed(account, (**list).clone())),
            None => opened.reading = Err(Cause::MALFORMED),
        }
        opened
    }

    fn opened(&self, envelope: &Envelope, known: Known) -> Opened {
        let Known { sessions, contact, signed, one_time, was_begun } = known;
        let sessions = match sessions.map(|sessions| self.in_known_session(envelope, sessions)) {
            Some((sessions, Found::Reading(reading))) => {
                return Opened { sessions: Some(sessions), ..Opened::of(*reading) };
            }
            Some((_, Found::Locked)) => return Opened::refused(Cause::CANNOT_OPEN),
            Some((sessions, Found::Elsewhere)) => Some(sessions),
            None => None,
        };
        let keys = PreKeysFound { signed, one_time, was_begun };
        match self.in_new_session(envelope, &keys, contact.as_ref()) {
            Ok(begun) => begun.with(sessions, self.at),
            Err(Refusal { cause, met }) => {
                Opened { met: met.map(|met| *met), ..Opened::refused(cause) }
            }
        }
    }

    /// What is in the envelope, if it is of a session that is there.
    fn in_known_session(&self, envelope: &Envelope, sessions: Sessions) -> (Sessions, Found) {
        let bytes = envelope.sealed.as_bytes();
        let provider = &*self.own.provider;
        let (sessions, opened) = sessions.decrypt(provider, bytes, self.at.seconds());
        match opened {
            Ok(opened) => (
                self.agreed(sessions, opened.session),
                Found::Reading(Box::new(self.read(opened.text))),
            ),
            Err(DecryptError::UnknownSession) => (sessions, Found::Elsewhere),
            Err(_) => (sessions, Found::Locked),
        }
    }

    /// The sessions, once something came in `used`. Each side may have begun one that the other does not take up: both go on in the one
    /// with the smaller id then, as where they crossed ([`Sessions::adopt`]).
    fn agreed(&self, sessions: Sessions, used: SessionId) -> Sessions {
        let current = sessions.current();
        if !current.is_confirmed() && used < current.id() {
            sessions.prefer(used, self.at.seconds())
        } else {
            sessions
        }
    }

    /// The message, and the session it begins.
    fn in_new_session(
        &self,
        envelope: &Envelope,
        keys: &PreKeysFound,
        contact: Option<&Person>,
    ) -> Result<Begun, Refusal> {
        let OwnIdentity { provider, secret, name, .. } = &*self.own;
        let provider = &**provider;
        let first = FirstMessage::of(envelope.sealed.as_bytes()).ok_or(CANNOT)?;
        let (session, generation) = (first.session(), first.generation());
        let spent =
            first.one_time().map_or(Spent::LastResort { session, generation }, Spent::OneTime);
        if keys.was_begun {
            return Err(CANNOT);
        }

        let signed = keys.signed.as_ref().and_then(|it| SignedPreKeys::decode(provider, it));
        let signed = signed.ok_or(CANNOT)?;
        let one_time = keys.one_time.as_ref().and_then(|it| OneTimePreKeys::decode(provider, it));
        let pre_keys = PreKeys { signed: &signed, one_time: one_time.as_ref() };
        let introduced = first.open(provider, &pre_keys).map_err(|_| CANNOT)?;

        let key = introduced.identity().verifying_key();
        let introduction = Introduction::decode(introduced.introduction());
        let (introduction, others) = introduction.map_err(|_| MISMATCH)?;
        let mut met = self.meet(&introduction, key).ok_or(MISMATCH)?;
        let their_name = party_name(&met.account_key, &self.sender);
        let accepted = introduced.accept(provider, secret, name, &their_name, self.at.seconds());
        let (session, text) = accepted.map_err(|_| CANNOT)?;
        if contact.is_some_and(|known| known.account_key != met.account_key) {
            let met = Some(Box::new(met));
            return Err(Refusal { cause: Cause::IDENTITY_CHANGED, met });
        }
        if contact
            .is_some_and(|known| met.devices.iter().any(|it| was_revoked(known, it, &introduction)))
        {
            return Err(Refusal { cause: Cause::DEVICE_REVOKED, met: None });
        }
        // Where there is a list, it says which others there are.
        if contact.is_none_or(|known| known.list.is_none()) {
            name_others(&mut met, others);
        }
        Ok(Begun { session, reading: self.read(text), met, spent })
    }

    /// Whom the sender says it belongs to, if it is so: the session's key is that of the device that brings the envelope, and the
    /// person took that device on.
    fn meet(&self, introduction: &Introduction, key: &VerifyingKey) -> Option<Person> {
        if self.is_own() && introduction.account_key != self.own.account_key {
            return None;
        }
        let key = DeviceKey::try_from(*key.as_bytes()).ok()?;
        let device = introduction.verify(&self.sender, key).ok()?;
        let (address, account_key) = (self.sender.person.clone(), introduction.account_key);
        Some(Person { address, account_key, devices: vec![device], list: None })
    }

    /// The message, if whoever brings it is its author, and this person whom it is for; or one of this person's own to somebody else, which
    /// another of its devices sent.
    fn read(&self, text: Vec<u8>) -> Reading {
        let text = unpad(text).map_err(|_| Cause::MALFORMED)?;
        let (message, after) = Message::decode_after(&text).map_err(|_| Cause::MALFORMED)?;
        if message.author != self.sender.person {
            return Err(Cause::SENDER_MISMATCH);
        }
        if message.recipient == self.own.device.person {
            self.note_told(&message.body);
            return Ok((message, after));
        }
        let Conversation::Person(_) = message.recipient else {
            // What is said in a room comes sealed by the room, which says who is in it.
            return Err(Cause::WRONG_RECIPIENT);
        };
        if !self.is_own() || matches!(message.body, Body::Receipt(_)) || message.body.is_fleeting()
        {
            return Err(Cause::WRONG_RECIPIENT);
        }
        self.note(Event::Conversation(message.recipient.clone()));
        Ok((message, after))
    }

    /// Whether another device of this person brings it.
    fn is_own(&self) -> bool {
        self.sender.person == self.own.device.person && self.sender != self.own.device
    }

    fn note_told(&self, body: &Body) {
        if let Body::Receipt(receipt) = body
            && self.is_own()
        {
            let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            seen.extend(receipt.seen.iter().cloned());
            let chosen = receipt.chosen.iter().map(|chosen| match &chosen.about {
                Conversation::Person(who) => Event::Contact(who.clone()),
                room @ Conversation::Room(_) => Event::Conversation(room.clone()),
            });
            chosen.for_each(|event| self.note(event));
        }
    }

    /// The same as often as the step is taken.
    fn note(&self, event: Event) {
        let mut also = self.also.lock().unwrap_or_else(PoisonError::into_inner);
        if !also.contains(&event) {
            also.push(event);
        }
    }
}
