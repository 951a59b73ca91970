use std::sync::{Arc, OnceLock};

use causerie_chat::{
    Cause, DeviceAddress, Envelope, HistoryPage, HistoryPart, HistoryRequest, HistoryWanted,
    PastMessage, PastPerson, Path, Timestamp,
};
use thiserror::Error;

use crate::{
    CommandHandler,
    peer::{
        OwnIdentity,
        sealing::{Asked, Open},
    },
    ports::{Chronicle, Cursor, Entry, Identities, Inbox, NotTaken, TimerBook, Unavailable},
};

/// Give another device of this person the page of history that it asks for.
#[derive(Debug)]
pub struct GiveHistory {
    /// Who asks, as its credential has it.
    pub sender: DeviceAddress,
    /// What it brings.
    pub envelope: Envelope,
    /// When.
    pub at: Timestamp,
    /// Where the page goes: a command returns nothing.
    pub answer: HistoryAnswer,
}

/// Holds the page that a question was answered with, sealed for whoever asked.
#[derive(Clone, Debug, Default)]
pub struct HistoryAnswer(Arc<OnceLock<Vec<u8>>>);

impl HistoryAnswer {
    /// The page, once the command was carried out.
    #[must_use]
    pub fn sealed(&self) -> Option<&[u8]> {
        self.0.get().map(Vec::as_slice)
    }
}

/// Carries out [`GiveHistory`] (T5). The question opens in the session of the two devices, so that it is answered once, and what is answered opens with
/// the key in it alone.
pub struct GiveHistoryHandler {
    /// This device.
    pub own: Arc<OwnIdentity>,
    /// Knows which devices this person has, and whom they know.
    pub identities: Arc<dyn Identities>,
    /// Knows when what is said disappears.
    pub timer_book: Arc<dyn TimerBook>,
    /// Opens the question.
    pub inbox: Arc<dyn Inbox>,
    /// Knows what was said.
    pub chronicle: Arc<dyn Chronicle>,
}

impl CommandHandler<GiveHistory> for GiveHistoryHandler {
    type Error = GiveHistoryError;

    async fn handle(&self, command: GiveHistory) -> Result<(), GiveHistoryError> {
        let GiveHistory { sender, envelope, at, answer } = command;
        if !self.is_another_own(&sender).await? {
            return Err(GiveHistoryError::Refused(Cause::NOT_YOUR_DEVICE));
        }
        let asked = Arc::new(Asked::new(Open::new(self.own.clone(), sender.clone(), at)));
        let taken = self.inbox.take(&sender, vec![envelope], asked.clone(), Path::Direct, at).await;
        match taken {
            Ok(()) => {}
            Err(NotTaken::Refused(refused)) => {
                let cause = refused.into_iter().next().map(|(_, cause)| cause);
                return Err(GiveHistoryError::Refused(cause.unwrap_or(Cause::CANNOT_OPEN)));
            }
            Err(NotTaken::Unavailable(cause)) => return Err(cause.into()),
        }
        // It was taken before, by another way than this: its answer is gone.
        let (id, wanted) = asked.take().ok_or(GiveHistoryError::Refused(Cause::CANNOT_OPEN))?;
        let page = match wanted.part {
            HistoryPart::People => self.people(&wanted).await?,
            HistoryPart::Entries => self.entries(&wanted, at).await?,
        };
        let (of, part) = (&self.own.device, wanted.part);
        let request = HistoryRequest { id, by: &sender, of, part };
        // Each command has a place of its own.
        let _ = answer.0.set(request.seal(&wanted.key, &page));
        Ok(())
    }
}

impl GiveHistoryHandler {
    /// Whether it is one of this person's other devices, by the list that the account key signed and is in force as far as is known here.
    async fn is_another_own(&self, sender: &DeviceAddress) -> Result<bool, Unavailable> {
        let me = &self.own.device;
        if sender.person != me.person || sender == me {
            return Ok(false);
        }
        let known = self.identities.identity(&me.person).await?;
        let myself = known.map(|known| known.person).filter(|person| self.own.admits(person));
        let list = myself.and_then(|person| person.list);
        Ok(list.is_some_and(|list| {
            list.has(&sender.device) && list.verify(&self.own.account_key).is_ok()
        }))
    }

    /// Those who stand behind the first so many.
    async fn people(&self, wanted: &HistoryWanted) -> Result<HistoryPage, Unavailable> {
        let mut known = self.identities.identities().await?;
        known.retain(|known| known.person.address != self.own.device.person);
        known.sort_by(|one, other| one.person.address.cmp(&other.person.address));
        let all = known.len();
        let (behind, limit) = (wanted.before.unwrap_or(0), usize::from(wanted.limit));
        let behind = usize::try_from(behind).unwrap_or(usize::MAX);
        let mut people = Vec::new();
        for (place, known) in (1..).zip(known).skip(behind).take(limit) {
            let timer = self.timer_book.timer(&known.person.address).await?;
            let person = known.person;
            let (verified, offered, standing) = (known.verified, known.offered, known.standing);
            people.push((place, PastPerson { person, verified, offered, standing, timer }));
        }
        let is_last = behind.saturating_add(limit) >= all;
        let total = self.chronicle.length().await?;
        Ok(HistoryPage::of_people(people, total, is_last))
    }

    /// What was said before that place, but for what has disappeared.
    async fn entries(
        &self,
        wanted: &HistoryWanted,
        at: Timestamp,
    ) -> Result<HistoryPage, Unavailable> {
        let limit = usize::from(wanted.limit);
        let total = self.chronicle.length().await?;
        let mut before = wanted.before.map(Cursor);
        loop {
            let mut read = self.chronicle.latest(before, limit).await?;
            let is_last = read.len() < limit;
            before = read.last().map(|entry| entry.cursor).or(before);
            read.retain(|entry| !entry.has_expired(at));
            if is_last || !read.is_empty() {
                let entries = read.into_iter().map(past).collect();
                return Ok(HistoryPage::of_entries(entries, total, is_last));
            }
        }
    }
}

fn past(entry: Entry) -> (u64, PastMessage) {
    let Entry { cursor, message, changed_at, state, .. } = entry;
    (cursor.0, PastMessage { message, changed_at, state })
}

/// Why nothing was given.
#[derive(Debug, Error)]
pub enum GiveHistoryError {
    /// It is not for whoever brought it to ask, or it is no question that can be answered here.
    #[error("refused: {0}")]
    Refused(Cause),
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
