//! What was said before.

use std::collections::VecDeque;

use causerie_wire::{ConversationPage, Conversations, Message};
use tracing::Instrument;

use super::session::Session;
use crate::{
    client::{rooms::in_path, span, unanswered::Unanswered},
    failure::Failure,
};

/// How many messages are asked for at once where most of them are passed over.
const LONG_PAGE: usize = 1_000;
/// How many messages are shown of a conversation that is entered.
const LAST: usize = 20;

impl Session<'_> {
    /// The last messages of a conversation. A cursor counts those of all conversations, so how far to go back is tried.
    pub(super) async fn last(&self, with: &str) -> Result<Vec<Message>, Failure> {
        let all: Conversations = self.get("/v1/conversations").await?;
        let latest = all.conversations.iter().find(|one| one.with == with);
        let latest = latest.map_or(0, |one| one.latest.cursor);
        let mut back = 64;
        loop {
            let begin = u64::saturating_sub(latest, back);
            let (mut last, mut from) = (VecDeque::new(), begin);
            loop {
                let page = self.page(with, from, LONG_PAGE).await;
                let page = page.map_err(|none| none.at(self.api.data))?;
                let is_end = page.messages.len() < LONG_PAGE;
                // What changes others is seen in those.
                last.extend(page.messages.into_iter().filter(|one| one.target.is_none()));
                last.drain(..last.len().saturating_sub(LAST));
                from = page.next;
                if is_end {
                    break;
                }
            }
            if last.len() >= LAST || begin == 0 {
                return Ok(last.into());
            }
            back *= 8;
        }
    }

    /// A piece of a conversation.
    pub(super) async fn page(
        &self,
        with: &str,
        after: u64,
        limit: usize,
    ) -> Result<ConversationPage, Unanswered> {
        let path = format!("/v1/conversations/{}?after={after}&limit={limit}", in_path(with));
        self.api.get(&path).instrument(span("chat")).await
    }
}
