//! What a device gives to another one of its person.

use causerie_chat::{Cause, DeliveryState, DeviceAddress, DeviceId, Envelope, MessageId, View};
use causerie_usecases::{
    CommandHandler, QueryHandler,
    peer::{
        commands::{
            BeginTransfer, BeginTransferError, FetchHistory, FetchHistoryError, TakeQuestion,
            TakeQuestionError,
        },
        queries::{ReadPage, ReadTransfer},
    },
    ports::{Chronicle, Cursor, Entry, HistoryTransfer},
};

use super::{at, message, party::Party};

/// What Alice said to Bob, which he read long ago.
pub(crate) fn past(n: u16) -> Entry {
    let (message, state) = (message(n, "alice", "bob"), DeliveryState::Read);
    Entry { cursor: Cursor(0), message, changed_at: at(5), state, view: View::default() }
}

/// What was said with anybody, as it stands at that device, and how far it came.
pub(crate) async fn all(of: &Party) -> Vec<(MessageId, DeliveryState)> {
    let entries = of.store.latest(None, 1_000).await.unwrap();
    let mut all: Vec<_> = entries.into_iter().map(|it| (it.message.id, it.state)).collect();
    all.reverse();
    all
}

/// Why a page could not be fetched.
pub(crate) fn not_now(outcome: Result<(), FetchHistoryError>) -> Cause {
    match outcome {
        Err(FetchHistoryError::NotNow(cause)) => cause,
        other => unreachable!("{other:?}"),
    }
}

impl Party {
    /// Has another device asked for what was said, without asking it yet.
    pub(crate) async fn begins_transfer(
        &self,
        from: Option<&str>,
    ) -> Result<(), BeginTransferError> {
        let from = from.map(|id| id.parse::<DeviceId>().unwrap());
        self.peer.begin_transfer.handle(BeginTransfer { from }).await
    }

    /// Asks for one page.
    pub(crate) async fn fetches_page(&self) -> Result<(), FetchHistoryError> {
        self.fetches_at_most(u16::MAX).await
    }

    /// Asks for a page of at most so much.
    pub(crate) async fn fetches_at_most(&self, limit: u16) -> Result<(), FetchHistoryError> {
        let clock = &self.clock;
        let (id, claim, randomness) = (clock.message(), clock.claim(), clock.randomness());
        let mut drawn = [9; 32];
        drawn[..16].copy_from_slice(id.as_bytes());
        let key = causerie_chat::HistoryKey::from_random(drawn);
        let command = FetchHistory { id, key, limit, at: clock.now(), claim, randomness };
        self.peer.fetch_history.handle(command).await
    }

    /// Asks until all of it is here; how many pages that took.
    pub(crate) async fn fetches_all(&self) -> usize {
        for pages in 0..1_000 {
            match self.fetches_page().await {
                Ok(()) => {}
                Err(FetchHistoryError::NothingWanted) => return pages,
                Err(other) => unreachable!("{other}"),
            }
        }
        unreachable!("it has no end")
    }

    pub(crate) async fn transfer(&self) -> Option<HistoryTransfer> {
        self.peer.read_transfer.handle(ReadTransfer).await.unwrap()
    }

    /// What it says to a question that somebody brings.
    pub(crate) async fn is_asked(
        &self,
        sender: DeviceAddress,
        envelope: Envelope,
    ) -> Result<Option<Vec<u8>>, TakeQuestionError> {
        let at = self.clock.now();
        let read = ReadPage { by: sender.clone(), asked_in: envelope.id, at };
        self.peer.take_question.handle(TakeQuestion { sender, envelope, at }).await?;
        Ok(self.peer.read_page.handle(read).await.unwrap())
    }
}
