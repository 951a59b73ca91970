use thiserror::Error;
use zeroize::Zeroize;

use crate::{
    Provider, Session, SessionId,
    chain::{Advanced, ChainKey, ReceivingChain},
    encrypt::{Associated, NONCE},
    header::Header,
    root::{self, Step},
    secret::Secret,
    session::header_seal_key,
    wire::Parts,
};

impl Session {
    /// Opens a message of the other side, at `at` seconds since 1970.
    ///
    /// Messages may come in any order, late or twice; each is opened once. Whatever is refused changes nothing.
    #[must_use = "the session has moved on"]
    pub fn decrypt(
        self,
        provider: &dyn Provider,
        message: &[u8],
        at: u64,
    ) -> (Self, Result<Vec<u8>, DecryptError>) {
        let Some(parts) = Parts::of(message) else {
            return (self, Err(DecryptError::Malformed));
        };
        if parts.agreement.is_some_and(|it| SessionId::of_agreement(it) != self.id) {
            return (self, Err(DecryptError::UnknownSession));
        }
        match self.locate(provider, &parts) {
            Ok((Place::Present, header)) => self.in_present_chain(provider, &parts, header),
            Ok((Place::Next, header)) => self.in_new_chain(provider, &parts, header, at),
            Ok((Place::Former(chain), header)) => self.late(provider, &parts, chain, &header),
            Err(refused) => (self, Err(refused)),
        }
    }

    /// The chain whose header key opens the message's header.
    fn locate(
        &self,
        provider: &dyn Provider,
        parts: &Parts<'_>,
    ) -> Result<(Place, Header), DecryptError> {
        let mut chains = self.receiving.iter().enumerate();
        let present = chains.next().map(|(_, chain)| (Place::Present, &chain.header_key));
        let next = self.ours.as_ref().map(|_| (Place::Next, &self.next_header_receiving));
        let former = chains.map(|(index, chain)| (Place::Former(index), &chain.header_key));
        for (place, key) in present.into_iter().chain(next).chain(former) {
            match self.open_header(provider, parts, key) {
                Ok(header) => return Ok((place, header)),
                Err(Locked::NoHeader) => return Err(DecryptError::Malformed),
                Err(Locked::OtherKey) => {}
            }
        }
        Err(DecryptError::UnknownSession)
    }

    /// The header, if `key` opens it.
    fn open_header(
        &self,
        provider: &dyn Provider,
        parts: &Parts<'_>,
        key: &Secret<32>,
    ) -> Result<Header, Locked> {
        let key = header_seal_key(provider, key, parts.body_tag);
        let mut buffer = [0; crate::header::MAX_BYTES];
        let text = buffer.get_mut(..parts.header.len()).ok_or(Locked::OtherKey)?;
        text.copy_from_slice(parts.header);
        let associated = Associated::new(&self.associated, parts.kind.0);
        provider
            .open(key.expose(), &NONCE, associated.alone(), text, parts.header_tag)
            .map_err(|_| Locked::OtherKey)?;
        Header::read(parts.kind, text).ok_or(Locked::NoHeader)
    }

    fn open_body(
        &self,
        provider: &dyn Provider,
        parts: &Parts<'_>,
        header: &Header,
        key: &Secret<32>,
    ) -> Result<Vec<u8>, DecryptError> {
        let mut associated = Associated::new(&self.associated, parts.kind.0);
        let mut text = Vec::with_capacity(parts.body.len().max(parts.kind.header_bytes()));
        header.write(&mut text);
        let associated = associated.with(&text);
        text.clear();
        text.extend_from_slice(parts.body);
        let opened = provider.open(key.expose(), &NONCE, associated, &mut text, parts.body_tag);
        if opened.is_err() {
            text.zeroize();
            return Err(DecryptError::Damaged);
        }
        Ok(text)
    }

    /// A message of the chain the other side sends in.
    fn in_present_chain(
        mut self,
        provider: &dyn Provider,
        parts: &Parts<'_>,
        header: Header,
    ) -> (Self, Result<Vec<u8>, DecryptError>) {
        let number = header.number;
        let Some(chain) = self.receiving.first() else {
            return (self, Err(DecryptError::UnknownSession));
        };
        let Some(key) = chain.key.as_ref().filter(|_| number >= chain.next) else {
            let (mut session, opened) = self.late(provider, parts, 0, &header);
            if opened.is_ok() {
                session = session.heard(provider, header);
            }
            return (session, opened);
        };
        let advanced = match advance(provider, key, chain.next, number) {
            Ok(advanced) => advanced,
            Err(refused) => return (self, Err(refused)),
        };
        let (key, message_key) = advanced.key.advance(provider);
        let opened = self.open_body(provider, parts, &header, &message_key);
        if opened.is_ok() {
            if let Some(chain) = self.receiving.first_mut() {
                chain.key = Some(key);
                // It fits: a number that leaves no next one was refused.
                chain.next = advanced.next + 1;
                chain.skipped.extend(advanced.skipped);
            }
            self = self.heard(provider, header).forget_surplus();
        }
        (self, opened)
    }

    /// The first message that comes of a chain the other side has begun in answer to ours.
    fn in_new_chain(
        mut self,
        provider: &dyn Provider,
        parts: &Parts<'_>,
        header: Header,
        at: u64,
    ) -> (Self, Result<Vec<u8>, DecryptError>) {
        let begun = match self.begin_chain(provider, &header) {
            Ok(begun) => begun,
            Err(refused) => return (self, Err(refused)),
        };
        let Begun { step, rest, advanced } = begun;
        let (key, message_key) = advanced.key.advance(provider);
        let opened = self.open_body(provider, parts, &header, &message_key);
        if opened.is_err() {
            return (self, opened);
        }
        if let (Some(former), Some(rest)) = (self.receiving.first_mut(), rest) {
            former.next = rest.next;
            former.skipped.extend(rest.skipped);
        }
        if let Some(former) = self.receiving.first_mut() {
            former.key = None;
        }
        self.receiving.truncate(Self::MAX_CHAINS - 1);
        let header_key = core::mem::replace(&mut self.next_header_receiving, step.next_header);
        let (next, skipped) = (advanced.next + 1, advanced.skipped);
        self.receiving.insert(0, ReceivingChain { header_key, next, key: Some(key), skipped });
        self.root = step.root;
        self.ours = None;
        self.theirs = Some(header.ratchet_key);
        self.kem = self.kem.turned(header.mixed, at);
        (self.heard(provider, header).forget_surplus(), opened)
    }

    fn begin_chain(&self, provider: &dyn Provider, header: &Header) -> Result<Begun, DecryptError> {
        let ours = self.ours.as_ref().ok_or(DecryptError::UnknownSession)?;
        let mixed = match header.mixed {
            true => Some(self.kem.to_mix_as_answered().ok_or(DecryptError::UnexpectedKem)?),
            false if self.kem.may_go_on() => None,
            false => return Err(DecryptError::KemOverdue),
        };
        let former =
            self.receiving.first().and_then(|chain| Some((chain.key.as_ref()?, chain.next)));
        let rest = match former {
            Some((key, next)) => Some(advance(provider, key, next, header.previous)?),
            None => None,
        };
        let agreed =
            ours.agree(provider, &header.ratchet_key).map_err(|_| DecryptError::WeakKey)?;
        let mut step = root::step(provider, &self.root, &agreed, mixed);
        let chain = core::mem::replace(&mut step.chain, Secret::new([0; 32]));
        let advanced = advance(provider, &ChainKey::new(chain), 0, header.number)?;
        Ok(Begun { step, rest, advanced })
    }

    /// A message whose key was kept when a later one came.
    fn late(
        mut self,
        provider: &dyn Provider,
        parts: &Parts<'_>,
        index: usize,
        header: &Header,
    ) -> (Self, Result<Vec<u8>, DecryptError>) {
        let found = self.receiving.get(index).and_then(|chain| {
            let at = chain.find(header.number)?;
            chain.skipped.get(at).map(|skipped| (at, skipped))
        });
        let Some((at, skipped)) = found else {
            return (self, Err(DecryptError::AlreadyOpened));
        };
        let opened = self.open_body(provider, parts, header, &skipped.key);
        if let (Ok(_), Some(chain)) = (&opened, self.receiving.get_mut(index)) {
            chain.skipped.remove(at);
        }
        (self, opened)
    }

    /// The state once a message of the present chain has been opened.
    fn heard(mut self, provider: &dyn Provider, header: Header) -> Self {
        self.has_received = true;
        self.agreement = None;
        self.kem = self.kem.has_received(provider, self.is_initiator, header.piece);
        self
    }

    /// Keeps no more than [`ReceivingChain::MAX_SKIPPED`] keys: the oldest go first.
    fn forget_surplus(mut self) -> Self {
        let most = usize::try_from(ReceivingChain::MAX_SKIPPED).unwrap_or(usize::MAX);
        let mut surplus = self.skipped_keys().saturating_sub(most);
        for chain in self.receiving.iter_mut().rev() {
            let forgotten = surplus.min(chain.skipped.len());
            chain.skipped.drain(..forgotten);
            surplus -= forgotten;
        }
        self
    }
}

/// Why a header was not read.
enum Locked {
    OtherKey,
    /// The key is the right one, and yet there is no header: only the other side can have done that.
    NoHeader,
}

/// Where a message belongs.
enum Place {
    Present,
    Next,
    Former(usize),
}

/// A new chain, not yet believed.
struct Begun {
    step: Step,
    /// What was left of the chain before it.
    rest: Option<Advanced>,
    advanced: Advanced,
}

fn advance(
    provider: &dyn Provider,
    key: &ChainKey,
    next: u64,
    to: u64,
) -> Result<Advanced, DecryptError> {
    // A chain's last number is never used.
    if to == u64::MAX {
        return Err(DecryptError::TooFarAhead);
    }
    ReceivingChain::skip(provider, key, next, to).ok_or(DecryptError::TooFarAhead)
}

/// Why a message was not opened. The session is as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DecryptError {
    /// The bytes are not a message of a version this one reads.
    #[error("not a message")]
    Malformed,
    /// No key of this session opens the header: it is of another session, of a chain long past, or damaged.
    #[error("the message belongs to no session known here")]
    UnknownSession,
    /// It was opened before, or came so late that its key is no longer kept.
    #[error("the message was opened before, or its key is no longer kept")]
    AlreadyOpened,
    /// It would skip more than 25,000 messages.
    #[error("the message is too far ahead")]
    TooFarAhead,
    /// Its header is good, its body is not.
    #[error("the message is damaged")]
    Damaged,
    /// The other side's new ratchet key is of small order.
    #[error("the other side's key is weak")]
    WeakKey,
    /// It claims an ML-KEM step that was not agreed on.
    #[error("an ML-KEM step that was not agreed on")]
    UnexpectedKem,
    /// The other side takes no part in the ML-KEM ratchet; a new session is needed.
    #[error("the post-quantum ratchet is overdue")]
    KemOverdue,
}
