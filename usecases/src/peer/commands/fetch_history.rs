use std::sync::Arc;

use causerie_chat::{
    Body, Cause, ClaimId, HistoryItems, HistoryKey, HistoryPage, HistoryPart, HistoryRequest,
    HistoryWanted, Message, MessageId, PastMessage, PastPerson, Timestamp, View,
};
use causerie_session::Randomness;
use thiserror::Error;

use crate::{
    CommandHandler,
    peer::{
        Asking, OwnIdentity, SessionStarter,
        attested::attested,
        sealing::{Seal, whispered},
    },
    ports::{
        Cursor, Entry, Event, Events, HistoryTransfer, Identities, KnownIdentity, Outbox, Recalled,
        Recollection, SessionBook, TransferBook, TransferStep, Unavailable, Whispers,
    },
};

/// Fetch the next page of the transfer that was begun ([`super::BeginTransfer`]).
#[derive(Debug)]
pub struct FetchHistory {
    /// The id of the message that asks, minted by the caller.
    pub id: MessageId,
    /// What the page is sealed under: drawn for it alone.
    pub key: HistoryKey,
    /// How many people or messages there are to be in it at most, from 1 to [`HistoryPage::MOST`]: fewer come sooner.
    pub limit: u16,
    /// When.
    pub at: Timestamp,
    /// The claim to the device's pre-keys, should a session have to be begun.
    pub claim: ClaimId,
    /// What sealing draws from.
    pub randomness: Randomness,
}

/// Carries out [`FetchHistory`]. The page is here, and how far the transfer is, once it returns; a page that is fetched twice is kept once.
pub struct FetchHistoryHandler {
    /// This device.
    pub own: Arc<OwnIdentity>,
    /// Knows which devices this person has.
    pub identities: Arc<dyn Identities>,
    /// Knows whether the question can be sealed.
    pub sessions: Arc<dyn SessionBook>,
    /// Begins sessions.
    pub starter: SessionStarter,
    /// Takes up those, for all that waits.
    pub outbox: Arc<dyn Outbox>,
    /// Seals it.
    pub whispers: Arc<dyn Whispers>,
    /// Asks it.
    pub asking: Asking,
    /// Knows how far the transfer is.
    pub book: Arc<dyn TransferBook>,
    /// Keeps that, and what came.
    pub recollection: Arc<dyn Recollection>,
    /// Hears of it.
    pub events: Arc<dyn Events>,
}

impl FetchHistoryHandler {
    /// How often one question is sealed anew where the other device cannot open it: an answer may have been lost, or its sessions.
    const ATTEMPTS: usize = 3;
}

impl CommandHandler<FetchHistory> for FetchHistoryHandler {
    type Error = FetchHistoryError;

    async fn handle(&self, command: FetchHistory) -> Result<(), FetchHistoryError> {
        let transfer = self.book.transfer().await?.ok_or(FetchHistoryError::NothingWanted)?;
        let Some(step) = transfer.next else { return Err(FetchHistoryError::NothingWanted) };
        let at = command.at;
        let cause = match self.page(command, &transfer, step).await? {
            Ok(page) => {
                self.keep(page, transfer, at).await?;
                self.events.tell(Event::History);
                return Ok(());
            }
            Err(cause) => cause,
        };
        let failed = HistoryTransfer { failed: Some(cause.clone()), ..transfer };
        self.recollection.note(&failed).await?;
        self.events.tell(Event::History);
        Err(FetchHistoryError::NotNow(cause))
    }
}

impl FetchHistoryHandler {
    /// The page, or why there is none.
    async fn page(
        &self,
        command: FetchHistory,
        transfer: &HistoryTransfer,
        step: TransferStep,
    ) -> Result<Result<HistoryPage, Cause>, Unavailable> {
        let FetchHistory { id, key, limit, at, claim, randomness } = command;
        let me = &self.own.device;
        let known = self.identities.identity(&me.person).await?;
        if !known.is_some_and(|known| known.person.has(&transfer.from.device)) {
            return Ok(Err(Cause::DEVICE_REVOKED));
        }
        let (part, before) = match step {
            TransferStep::People(behind) => (HistoryPart::People, behind),
            TransferStep::Entries(before) => (HistoryPart::Entries, before),
        };
        let limit = limit.clamp(1, u16::try_from(HistoryPage::MOST).unwrap_or(u16::MAX));
        let wanted = HistoryWanted { key: key.clone(), part, before, limit };
        let message = self.question(id, wanted, at);
        let (from, mut cause) = (&transfer.from, Cause::CANNOT_OPEN);
        for attempt in 0..Self::ATTEMPTS {
            let drawn = |what: &[u8]| {
                let label = [&[u8::try_from(attempt).unwrap_or(u8::MAX)], what].concat();
                randomness.fork(&*self.own.provider, &label)
            };
            let is_last = attempt + 1 == Self::ATTEMPTS;
            if is_last || !self.sessions.has_session(from).await? {
                match self.starter.begin(from, claim, &drawn(b"session"), at).await? {
                    Ok(fresh) => {
                        let seal = Seal::new(self.own.clone(), drawn(b"waiting"), at);
                        self.outbox.seal(from, Arc::new(seal.in_session(&fresh))).await?;
                    }
                    Err(cause) => return Ok(Err(cause)),
                }
            }
            let seal = Seal::new(self.own.clone(), drawn(b"question"), at);
            let sealed = whispered(&*self.whispers, &message, from, seal).await?;
            let Some(envelope) = sealed else { continue };
            match self.asking.ask(from, &envelope, at).await? {
                Ok(sealed) => {
                    let request = HistoryRequest { id, by: me, of: from, part };
                    let page = request.open(&key, &sealed).ok();
                    return Ok(page.filter(|it| goes_on(it, before)).ok_or(Cause::MALFORMED));
                }
                Err(failed) if failed == Cause::CANNOT_OPEN => cause = failed,
                Err(failed) => return Ok(Err(failed)),
            }
        }
        Ok(Err(cause))
    }

    fn question(&self, id: MessageId, wanted: HistoryWanted, at: Timestamp) -> Message {
        let me = &self.own.device.person;
        Message {
            id,
            author: me.clone(),
            recipient: me.clone().into(),
            sent_at: at,
            body: Body::HistoryWanted(Box::new(wanted)),
            reply_to: None,
            expires_at: None,
        }
    }

    async fn keep(
        &self,
        page: HistoryPage,
        before: HistoryTransfer,
        at: Timestamp,
    ) -> Result<(), Unavailable> {
        let HistoryPage { total, next, items } = page;
        let (mut transfer, mut people, mut entries) = (before, Vec::new(), Vec::new());
        (transfer.total, transfer.failed) = (total, None);
        match items {
            HistoryItems::People(known) => {
                transfer.people += known.len() as u64;
                // After the last of them comes what was said.
                let behind = |behind| TransferStep::People(Some(behind));
                transfer.next = Some(next.map_or(TransferStep::Entries(None), behind));
                people
                    .extend(known.into_iter().filter_map(|it| self.vouched_for(it)).map(recalled));
            }
            HistoryItems::Entries(said) => {
                transfer.entries += said.len() as u64;
                transfer.next = next.map(|before| TransferStep::Entries(Some(before)));
                entries.extend(said.into_iter().filter(|it| self.may_stand(it, at)).map(entry));
            }
        }
        self.recollection.recall(people, entries, &transfer).await
    }

    /// Somebody with the devices that they took on themselves: the other device may have been wrong about that, or have been stolen. Who this
    /// person is, this device knows better.
    fn vouched_for(&self, there: PastPerson) -> Option<PastPerson> {
        let person = attested(there.person)?;
        let offered = there.offered.and_then(attested);
        let is_other = person.address != self.own.device.person;
        is_other.then_some(PastPerson { person, offered, ..there })
    }

    /// Whether it belongs into a history of this person, and has not disappeared on the way.
    fn may_stand(&self, there: &PastMessage, at: Timestamp) -> bool {
        let Message { author, recipient, body, .. } = &there.message;
        let me = &self.own.device.person;
        let is_kept = !matches!(body, Body::Receipt(_)) && !body.is_fleeting();
        let is_here = author == me || *recipient == *me || recipient.room().is_some();
        is_here && is_kept && !there.message.has_expired(at)
    }
}

/// Whether what comes next is further than what was asked for: otherwise there would be no end to it.
fn goes_on(page: &HistoryPage, from: Option<u64>) -> bool {
    match (page.next, &page.items) {
        (None, _) => true,
        (Some(next), HistoryItems::People(_)) => from.is_none_or(|behind| next > behind),
        (Some(next), HistoryItems::Entries(_)) => from.is_none_or(|before| next < before),
    }
}

fn recalled(there: PastPerson) -> Recalled {
    let PastPerson { person, verified, offered, standing, timer } = there;
    Recalled { known: KnownIdentity { person, verified, offered, standing }, timer }
}

fn entry(there: PastMessage) -> Entry {
    let PastMessage { message, changed_at, state } = there;
    Entry { cursor: Cursor::default(), message, changed_at, state, view: View::default() }
}

/// Why no page was fetched.
#[derive(Debug, Error)]
pub enum FetchHistoryError {
    /// No transfer was begun, or all of it is here.
    #[error("nothing is to be fetched")]
    NothingWanted,
    /// The other device does not give it now, which is kept with the transfer.
    #[error("not now: {0}")]
    NotNow(Cause),
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
