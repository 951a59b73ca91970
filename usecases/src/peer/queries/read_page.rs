use std::sync::Arc;

use causerie_chat::{
    DeviceAddress, EnvelopeId, HistoryPage, HistoryPart, HistoryRequest, HistoryWanted,
    PastMessage, PastPerson, Timestamp,
};

use crate::{
    QueryHandler,
    peer::{OwnIdentity, Questions, questions::Question},
    ports::{Chronicle, Cursor, Entry, Identities, TimerBook, Unavailable},
};

/// The page of history that another device of this person asked for ([`crate::peer::commands::TakeQuestion`]).
#[derive(Debug)]
pub struct ReadPage {
    /// Who asked.
    pub by: DeviceAddress,
    /// The envelope the question came in.
    pub asked_in: EnvelopeId,
    /// When.
    pub at: Timestamp,
}

/// Answers [`ReadPage`]: a page sealed with the key in the question, so that it opens with that alone; nothing if the device asked something
/// else meanwhile.
pub struct ReadPageHandler {
    /// This device.
    pub own: Arc<OwnIdentity>,
    /// Keeps what was asked.
    pub questions: Arc<Questions>,
    /// Knows whom this person knows.
    pub identities: Arc<dyn Identities>,
    /// Knows when what is said disappears.
    pub timer_book: Arc<dyn TimerBook>,
    /// Knows what was said.
    pub chronicle: Arc<dyn Chronicle>,
}

impl QueryHandler<ReadPage> for ReadPageHandler {
    type Answer = Option<Vec<u8>>;
    type Error = Unavailable;

    async fn handle(&self, query: ReadPage) -> Result<Option<Vec<u8>>, Unavailable> {
        let ReadPage { by, asked_in, at } = query;
        let Some(question) = self.questions.asked(&by, asked_in) else { return Ok(None) };
        let Question { id, wanted, .. } = question;
        let page = match wanted.part {
            HistoryPart::People => self.people(&wanted).await?,
            HistoryPart::Entries => self.entries(&wanted, at).await?,
        };
        let (of, part) = (&self.own.device, wanted.part);
        let request = HistoryRequest { id, by: &by, of, part };
        Ok(Some(request.seal(&wanted.key, &page)))
    }
}

impl ReadPageHandler {
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
            let timer = self.timer_book.timer(&known.person.address.clone().into()).await?;
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
