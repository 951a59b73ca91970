use std::{collections::HashMap, ops::Bound};

use async_trait::async_trait;
use causerie_chat::{Address, Conversation, DeliveryState, MessageId};
use causerie_usecases::ports::{Cursor, Entry, Glance, History, Unavailable};

use super::{Cargo, Kept, MemoryPeer, Queued, Record};
use crate::lock::lock;

/// How many entries or conversations are told at once.
const MOST: usize = 1_000;

#[async_trait]
impl History for MemoryPeer {
    async fn conversation(
        &self,
        with: &Conversation,
        after: Cursor,
        limit: usize,
    ) -> Result<Vec<Entry>, Unavailable> {
        let kept = lock(&self.kept);
        let theirs = kept.behind(place(after)).filter_map(|index| {
            let record = kept.records.get(index)?;
            let is_shown = !record.is_gone && record.message.conversation(&self.me) == *with;
            is_shown.then(|| kept.entry(index)).flatten()
        });
        Ok(theirs.take(limit.min(MOST)).collect())
    }

    async fn conversations(&self) -> Result<Vec<Glance>, Unavailable> {
        let kept = lock(&self.kept);
        let mut all = HashMap::<Conversation, (u64, usize)>::new();
        let is_message = |record: &Record| !record.is_gone && record.message.target().is_none();
        let shown = kept.standing_in_order().filter(|(_, record)| is_message(record));
        for (index, record) in shown {
            let (messages, latest) = all.entry(record.message.conversation(&self.me)).or_default();
            *messages += 1;
            *latest = index;
        }
        let mut all = Vec::from_iter(all);
        let place = |index: usize| kept.records.get(index).map(|record| record.place);
        all.sort_unstable_by_key(|(_, (_, latest))| std::cmp::Reverse(place(*latest)));
        let told = all.into_iter().take(MOST).filter_map(|(with, (messages, latest))| {
            let latest = kept.entry(latest)?;
            Some(Glance { with, messages, latest })
        });
        Ok(told.collect())
    }

    async fn undelivered(
        &self,
        to: &Conversation,
        limit: usize,
    ) -> Result<Vec<Entry>, Unavailable> {
        let kept = lock(&self.kept);
        let theirs = kept.standing_in_order().rev().filter(|(index, record)| {
            let done = matches!(record.state, DeliveryState::Delivered(_) | DeliveryState::Read);
            let is_its = |it: &Queued| it.in_room && it.cargo == Cargo::Message(*index);
            record.message.author == self.me
                && record.message.recipient == *to
                && (!done || kept.outbox.iter().any(is_its))
        });
        let latest = theirs.take(limit.min(MOST)).filter_map(|(index, _)| kept.entry(index));
        let mut latest: Vec<_> = latest.collect();
        latest.reverse();
        Ok(latest)
    }

    async fn kept_of(&self, who: &Address) -> Result<u64, Unavailable> {
        let kept = lock(&self.kept);
        let theirs = kept.records.iter().map(|record| &record.message);
        let theirs = theirs.filter(|it| it.author == *who && it.conversation(&self.me) == *who);
        Ok(theirs.count() as u64)
    }

    async fn message(&self, author: &Address, id: MessageId) -> Result<Option<Entry>, Unavailable> {
        let kept = lock(&self.kept);
        Ok(kept.by_id.get(&(author.clone(), id)).and_then(|index| kept.entry(*index)))
    }
}

/// The place in the history that a cursor names.
pub(super) fn place(cursor: Cursor) -> i64 {
    let at = i64::try_from(cursor.0).unwrap_or(i64::MAX);
    at.saturating_sub_unsigned(Cursor::ORIGIN.0)
}

impl Kept {
    /// All there is, as it stands in the history, with the index of each.
    pub(super) fn standing_in_order(&self) -> impl DoubleEndedIterator<Item = (usize, &Record)> {
        self.order.values().filter_map(|index| Some((*index, self.records.get(*index)?)))
    }

    /// The indices of what stands behind a place.
    fn behind(&self, place: i64) -> impl Iterator<Item = usize> {
        self.order.range((Bound::Excluded(place), Bound::Unbounded)).map(|(_, index)| *index)
    }

    pub(super) fn entry(&self, index: usize) -> Option<Entry> {
        let record = self.records.get(index)?;
        Some(Entry {
            cursor: Cursor(Cursor::ORIGIN.0.saturating_add_signed(record.place)),
            message: record.message.clone(),
            changed_at: record.changed_at,
            state: record.state.clone(),
            view: self.view(index),
        })
    }
}
