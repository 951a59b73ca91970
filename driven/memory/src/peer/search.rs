use async_trait::async_trait;
use causerie_chat::Message;
use causerie_usecases::ports::{Entry, Search, Unavailable, Wish};

use super::MemoryPeer;
use crate::lock::lock;

/// How many entries are told at once.
const MOST: usize = 1_000;

#[async_trait]
impl Search for MemoryPeer {
    async fn search(&self, wanted: &Wish, limit: usize) -> Result<Vec<Entry>, Unavailable> {
        let kept = lock(&self.kept);
        let shown = kept.standing_in_order().rev().filter(|(_, record)| !record.is_gone);
        let all = shown.filter_map(|(index, _)| kept.entry(index));
        let fits = all.filter(|entry| {
            let Message { sent_at, .. } = &entry.message;
            wanted.before.is_none_or(|before| entry.cursor < before)
                && wanted
                    .with
                    .as_ref()
                    .is_none_or(|with| entry.message.conversation(&self.me) == *with)
                && wanted.since.is_none_or(|since| *sent_at >= since)
                && wanted.until.is_none_or(|until| *sent_at < until)
                && wanted.what.is_in(&entry.message, &entry.view)
        });
        Ok(fits.take(limit.min(MOST)).collect())
    }
}
