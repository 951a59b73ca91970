use std::sync::Arc;

use causerie_chat::{
    Cause, DeviceAddress, DeviceKey, Envelope, Introduction, Message, Person, Timestamp, unpad,
};
use causerie_session::{
    DecryptError, FirstMessage, OneTimePreKeys, PreKeys, Sessions, SignedPreKeys,
};

use super::{OwnIdentity, own::party_name};
use crate::ports::{Known, Opened, Opening, Spent, Wanted};

/// Opens what one device brings at one moment.
pub(in crate::peer) struct Open {
    pub(in crate::peer) own: Arc<OwnIdentity>,
    pub(in crate::peer) sender: DeviceAddress,
    pub(in crate::peer) at: Timestamp,
}

impl Opening for Open {
    fn wants(&self, envelope: &Envelope) -> Option<Wanted> {
        let first = FirstMessage::of(envelope.sealed.as_bytes())?;
        let (generation, one_time) = (first.generation(), first.one_time());
        Some(Wanted { session: first.session(), generation, one_time })
    }

    fn open(&self, envelope: &Envelope, known: Known) -> Opened {
        if envelope.recipient != self.own.device {
            return Opened::refused(Cause::WRONG_RECIPIENT);
        }
        let Known { sessions, contact, signed, one_time, was_begun } = known;
        let sessions = match sessions {
            None => None,
            Some(sessions) => match self.in_known_session(envelope, sessions) {
                Ok(opened) => return opened,
                Err(sessions) => Some(sessions),
            },
        };
        let keys = PreKeysFound { signed, one_time, was_begun };
        match self.in_new_session(envelope, &keys, contact.as_ref()) {
            Ok(begun) => begun.with(sessions, self.at),
            Err(refused) => refused,
        }
    }
}

impl Open {
    /// The message, if the envelope is of a session that is there; else the sessions again.
    fn in_known_session(&self, envelope: &Envelope, sessions: Sessions) -> Result<Opened, Sessions> {
        let bytes = envelope.sealed.as_bytes();
        let provider = &*self.own.provider;
        let (sessions, opened) = sessions.decrypt(provider, bytes, self.at.seconds());
        match opened {
            Ok(opened) => {
                Ok(Opened { sessions: Some(sessions), ..Opened::read(self.read(opened.text)) })
            }
            Err(DecryptError::UnknownSession) => Err(sessions),
            Err(_) => Ok(Opened::refused(Cause::CANNOT_OPEN)),
        }
    }

    /// The message, and the session it begins.
    fn in_new_session(
        &self,
        envelope: &Envelope,
        keys: &PreKeysFound,
        contact: Option<&Person>,
    ) -> Result<Begun, Opened> {
        let cannot = |_| Opened::refused(Cause::CANNOT_OPEN);
        let OwnIdentity { provider, secret, name, .. } = &*self.own;
        let first = FirstMessage::of(envelope.sealed.as_bytes()).ok_or(()).map_err(cannot)?;
        let (session, generation) = (first.session(), first.generation());
        let spent = first.one_time().map_or(Spent::LastResort { session, generation }, Spent::OneTime);
        if keys.was_begun {
            return Err(cannot(()));
        }

        let decoded = keys.signed.as_ref().and_then(|it| SignedPreKeys::decode(&**provider, it));
        let signed = decoded.ok_or(()).map_err(cannot)?;
        let one_time =
            keys.one_time.as_ref().and_then(|it| OneTimePreKeys::decode(&**provider, it));
        let pre_keys = PreKeys { signed: &signed, one_time: one_time.as_ref() };
        let introduced =
            first.open(&**provider, &pre_keys).map_err(drop).map_err(cannot)?;

        let met = self.meet(introduced.introduction(), introduced.identity().verifying_key())?;
        let their_name = party_name(&met.account_key, &self.sender);
        let at = self.at.seconds();
        let accepted = introduced.accept(&**provider, secret, name, &their_name, at);
        let (session, text) = accepted.map_err(drop).map_err(cannot)?;
        if contact.is_some_and(|known| known.account_key != met.account_key) {
            let changed = Opened::refused(Cause::IDENTITY_CHANGED);
            return Err(Opened { met: Some(met), ..changed });
        }
        Ok(Begun { session, reading: self.read(text), met, spent })
    }

    /// Whom the sender says it belongs to, if it is so: the session's key is that of the device that brings the envelope, and the
    /// person took that device on.
    fn meet(
        &self,
        introduction: &[u8],
        key: &causerie_session::VerifyingKey,
    ) -> Result<Person, Opened> {
        let mismatch = |()| Opened::refused(Cause::SENDER_MISMATCH);
        let introduction =
            Introduction::decode(introduction).map_err(drop).map_err(mismatch)?;
        let key = DeviceKey::try_from(*key.as_bytes()).map_err(drop).map_err(mismatch)?;
        let device = introduction.verify(&self.sender, key).map_err(drop).map_err(mismatch)?;
        let address = self.sender.person.clone();
        Ok(Person { address, account_key: introduction.account_key, devices: vec![device] })
    }

    /// The message, if whoever brings it is its author, and this person whom it is for.
    fn read(&self, text: Vec<u8>) -> Result<Message, Cause> {
        let text = unpad(text).map_err(|_| Cause::MALFORMED)?;
        let message = Message::decode(&text).map_err(|_| Cause::MALFORMED)?;
        if message.author != self.sender.person {
            return Err(Cause::SENDER_MISMATCH);
        }
        if message.recipient != self.own.device.person {
            return Err(Cause::WRONG_RECIPIENT);
        }
        Ok(message)
    }
}

struct PreKeysFound {
    signed: Option<crate::ports::PreKeySecret>,
    one_time: Option<crate::ports::PreKeySecret>,
    was_begun: bool,
}

struct Begun {
    session: causerie_session::Session,
    reading: Result<Message, Cause>,
    met: Person,
    spent: Spent,
}

impl Begun {
    fn with(self, sessions: Option<Sessions>, at: Timestamp) -> Opened {
        let Self { session, reading, met, spent } = self;
        let sessions = match sessions {
            Some(sessions) => sessions.adopt(session, at.seconds()),
            None => Sessions::new(session),
        };
        Opened { reading, sessions: Some(sessions), met: Some(met), spent: Some(spent) }
    }
}

impl Opened {
    fn read(reading: Result<Message, Cause>) -> Self {
        Self { reading, sessions: None, met: None, spent: None }
    }

    fn refused(cause: Cause) -> Self {
        Self::read(Err(cause))
    }
}
