use async_trait::async_trait;
use causerie_chat::{Choice, DeliveryState, Standing};
use causerie_usecases::ports::{
    Chronicle, Cursor, Entry, HistoryTransfer, Recalled, Recollection, TransferBook, Unavailable,
};

use super::{Kept, MemoryPeer, history::place};
use crate::lock::lock;

/// How many entries are told at once.
const MOST: usize = 1_000;

#[async_trait]
impl Chronicle for MemoryPeer {
    async fn latest(
        &self,
        before: Option<Cursor>,
        limit: usize,
    ) -> Result<Vec<Entry>, Unavailable> {
        let kept = lock(&self.kept);
        let before = before.map_or(i64::MAX, place);
        let earlier = kept.order.range(..before).rev().map(|(_, index)| *index);
        let shown = earlier.filter(|index| kept.records.get(*index).is_some_and(|it| !it.is_gone));
        Ok(shown.filter_map(|index| kept.entry(index)).take(limit.min(MOST)).collect())
    }

    async fn length(&self) -> Result<u64, Unavailable> {
        Ok(lock(&self.kept).records.iter().filter(|it| !it.is_gone).count() as u64)
    }
}

#[async_trait]
impl Recollection for MemoryPeer {
    async fn recall(
        &self,
        people: Vec<Recalled>,
        entries: Vec<Entry>,
        transfer: &HistoryTransfer,
    ) -> Result<(), Unavailable> {
        let mut kept = lock(&self.kept);
        for person in people {
            kept.recall_person(person);
        }
        for entry in entries {
            if kept.known(&entry.message).is_none() {
                kept.recall(self, entry);
            }
        }
        kept.note_transfer(transfer);
        Ok(())
    }

    async fn begin(&self, transfer: &HistoryTransfer) -> Result<(), Unavailable> {
        lock(&self.kept).transfer = Some(transfer.clone());
        Ok(())
    }

    async fn note(&self, transfer: &HistoryTransfer) -> Result<(), Unavailable> {
        lock(&self.kept).note_transfer(transfer);
        Ok(())
    }
}

#[async_trait]
impl TransferBook for MemoryPeer {
    async fn transfer(&self) -> Result<Option<HistoryTransfer>, Unavailable> {
        Ok(lock(&self.kept).transfer.clone())
    }
}

impl Kept {
    fn note_transfer(&mut self, transfer: &HistoryTransfer) {
        if let Some(before) = self.transfer.as_mut().filter(|it| it.from == transfer.from) {
            before.clone_from(transfer);
        }
    }

    fn recall_person(&mut self, Recalled { known: mut there, timer }: Recalled) {
        let who = there.person.address.clone();
        let is_decided =
            self.chosen.contains_key(&(who.clone().into(), Choice::Timer(None).numbers().0));
        if let Some(timer) = timer.filter(|_| !is_decided) {
            self.timers.entry(who.clone().into()).or_insert(timer);
        }
        there.standing = self.decided_before(&who, there.standing);
        let here = self.contacts.entry(who).or_insert_with(|| there.clone());
        let is_same = here.person.account_key == there.person.account_key;
        if is_same && here.standing == Standing::REQUESTED {
            here.standing = there.standing;
        }
    }

    /// Puts it in front of all that is here.
    fn recall(&mut self, peer: &MemoryPeer, entry: Entry) {
        let Entry { message, changed_at, state, .. } = entry;
        let me = &peer.me;
        let place = self.order.first_key_value().map_or(0, |(first, _)| first - 1);
        let is_read = self.read_to.get(&message.conversation(me)).is_some_and(|to| place <= *to);
        let is_theirs = message.author != *me;
        let state = if is_theirs && is_read { DeliveryState::Read } else { state };
        let index = self.put(place, message, changed_at, state);
        self.catch_up(me, index, changed_at);
    }
}
