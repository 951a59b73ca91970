use async_trait::async_trait;
use causerie_chat::{Body, Message};
use causerie_usecases::ports::{Entry, Search, Unavailable, Wish};

use super::{MemoryPeer, history::entry};
use crate::lock::lock;

/// How many entries are told at once.
const MOST: usize = 1_000;

#[async_trait]
impl Search for MemoryPeer {
    async fn search(&self, wanted: &Wish, limit: usize) -> Result<Vec<Entry>, Unavailable> {
        let kept = lock(&self.kept);
        let all = kept.records.iter().enumerate().rev().map(|(index, record)| entry(index, record));
        let fits = all.filter(|entry| {
            let Message { sent_at, body, .. } = &entry.message;
            wanted.before.is_none_or(|before| entry.cursor < before)
                && wanted.with.as_ref().is_none_or(|with| self.partner(&entry.message) == with)
                && wanted.since.is_none_or(|since| *sent_at >= since)
                && wanted.until.is_none_or(|until| *sent_at < until)
                && matches!(body, Body::Text(text) if wanted.words.are_in(text.as_str()))
        });
        Ok(fits.take(limit.min(MOST)).collect())
    }
}
