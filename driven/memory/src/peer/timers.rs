use async_trait::async_trait;
use causerie_chat::{Body, Cause, Conversation, Timer, Timestamp};
use causerie_usecases::ports::{Outcome, TimerBook, Timers, Unavailable};

use super::{Cargo, Kept, MemoryPeer, Record};
use crate::lock::lock;

/// How many are told or wiped at once.
const MOST: usize = 1_000;

#[async_trait]
impl Timers for MemoryPeer {
    async fn wipe_expired(&self, at: Timestamp) -> Result<(), Unavailable> {
        let mut kept = lock(&self.kept);
        let expired: Vec<_> = kept.expired(at).take(MOST).map(|(index, _)| index).collect();
        for index in expired {
            kept.wipe(index, at);
        }
        Ok(())
    }
}

#[async_trait]
impl TimerBook for MemoryPeer {
    async fn timer(&self, with: &Conversation) -> Result<Option<Timer>, Unavailable> {
        Ok(lock(&self.kept).timers.get(with).copied())
    }

    async fn expired(&self, at: Timestamp) -> Result<Vec<Conversation>, Unavailable> {
        let kept = lock(&self.kept);
        let mut with: Vec<_> =
            kept.expired(at).map(|(_, record)| record.message.conversation(&self.me)).collect();
        with.sort_unstable();
        with.dedup();
        with.truncate(MOST);
        Ok(with)
    }
}

impl Kept {
    fn expired(&self, at: Timestamp) -> impl Iterator<Item = (usize, &Record)> {
        let is_due = move |record: &Record| {
            !record.is_gone && record.expires_at.is_some_and(|end| end <= at)
        };
        self.records.iter().enumerate().filter(move |(_, record)| is_due(record))
    }

    /// Overwrites what the record there says, and delivers it no more.
    fn wipe(&mut self, index: usize, at: Timestamp) {
        let Some(record) = self.records.get_mut(index) else { return };
        if let Some(target) = record.message.target()
            && let Some(changes) = self.changes.get_mut(&target)
        {
            changes.retain(|change| *change != index);
        }
        record.is_gone = true;
        record.message.body = Body::Wiped;
        record.message.reply_to = None;
        let undelivered = self.outbox.iter().filter(|it| it.cargo == Cargo::Message(index));
        let undelivered: Vec<_> = undelivered.map(|it| it.to.clone()).collect();
        for to in undelivered {
            let fate = Outcome::Failed(Cause::TIMER_EXPIRED);
            self.settle_one(&to.recipient, to.id, fate, at);
        }
    }
}
