use std::collections::HashMap;

use async_trait::async_trait;
use causerie_chat::{Address, DeliveryState, Message, MessageId};
use causerie_usecases::ports::{Conversation, Cursor, Entry, History, Unavailable};

use super::{Kept, MemoryPeer, Record};
use crate::lock::lock;

/// How many entries or conversations are told at once.
const MOST: usize = 1_000;

#[async_trait]
impl History for MemoryPeer {
    async fn conversation(
        &self,
        with: &Address,
        after: Cursor,
        limit: usize,
    ) -> Result<Vec<Entry>, Unavailable> {
        let kept = lock(&self.kept);
        // The entry at an index has the cursor behind it, so what lies behind a cursor begins at its number.
        let begin = usize::try_from(after.0).unwrap_or(usize::MAX).min(kept.records.len());
        let theirs = (begin..kept.records.len()).filter_map(|index| {
            let record = kept.records.get(index)?;
            let is_shown = !record.is_gone && self.partner(&record.message) == with;
            is_shown.then(|| kept.entry(index)).flatten()
        });
        Ok(theirs.take(limit.min(MOST)).collect())
    }

    async fn conversations(&self) -> Result<Vec<Conversation>, Unavailable> {
        let kept = lock(&self.kept);
        let mut all = HashMap::<&Address, (u64, usize)>::new();
        let is_message = |record: &Record| !record.is_gone && record.message.target().is_none();
        let shown = kept.records.iter().enumerate().filter(|(_, record)| is_message(record));
        for (index, record) in shown {
            let (messages, latest) = all.entry(self.partner(&record.message)).or_default();
            *messages += 1;
            *latest = index;
        }
        let mut all = Vec::from_iter(all);
        all.sort_unstable_by_key(|(_, (_, latest))| std::cmp::Reverse(*latest));
        let told = all.into_iter().take(MOST).filter_map(|(with, (messages, latest))| {
            let latest = kept.entry(latest)?;
            Some(Conversation { with: with.clone(), messages, latest })
        });
        Ok(told.collect())
    }

    async fn undelivered(&self, to: &Address, limit: usize) -> Result<Vec<Entry>, Unavailable> {
        let kept = lock(&self.kept);
        let theirs = kept.records.iter().enumerate().rev().filter(|(_, record)| {
            let done = matches!(record.state, DeliveryState::Delivered(_) | DeliveryState::Read);
            !done && record.message.author == self.me && record.message.recipient == *to
        });
        let latest = theirs.take(limit.min(MOST)).filter_map(|(index, _)| kept.entry(index));
        let mut latest: Vec<_> = latest.collect();
        latest.reverse();
        Ok(latest)
    }

    async fn message(&self, author: &Address, id: MessageId) -> Result<Option<Entry>, Unavailable> {
        let kept = lock(&self.kept);
        Ok(kept.by_id.get(&(author.clone(), id)).and_then(|index| kept.entry(*index)))
    }
}

impl MemoryPeer {
    /// The other one of the two, or this person who wrote to themselves.
    pub(super) fn partner<'a>(&self, message: &'a Message) -> &'a Address {
        if message.author == self.me { &message.recipient } else { &message.author }
    }
}

impl Kept {
    pub(super) fn entry(&self, index: usize) -> Option<Entry> {
        let record = self.records.get(index)?;
        Some(Entry {
            cursor: Cursor(index as u64 + 1),
            message: record.message.clone(),
            changed_at: record.changed_at,
            state: record.state.clone(),
            view: self.view(index),
        })
    }
}
