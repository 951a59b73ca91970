//! What is said, and what is shown of it.

use std::time::Duration;

use causerie_chat::{MessageId, Text};
use causerie_edge::message_id;
use causerie_wire::{Conversations, MarkRead, Message, MessageRef, MessageReport, SendMessage};
use tokio::time::{Instant, sleep};
use tracing::Instrument;

use super::{session::Session, ticks::arrived, undecided::Undecided};
use crate::{
    client::{rooms::in_path, span, tell, unanswered::Unanswered},
    failure::Failure,
};

/// How many messages are asked for at once.
const PAGE: usize = 100;
/// How long what was said is held back, so that it is shown with the tick it mostly gets at once.
const SETTLING: Duration = Duration::from_millis(250);

impl Session<'_> {
    /// Goes to a conversation: shows the last of it, and marks that as read.
    pub(super) async fn enter(&self, with: &str) -> Result<(), Failure> {
        let turn = self.turn.lock().await;
        let messages = self.last(with).await?;
        self.met([with]);
        self.state().current = Some(with.to_owned());
        let name = if with.starts_with('#') {
            self.with_people(|people| people.short(with))
        } else {
            with.to_owned()
        };
        if messages.is_empty() {
            self.note(&format!("{name}: nothing was said yet"))?;
        } else {
            self.note(&name)?;
        }
        {
            let mut state = self.state();
            for message in &messages {
                state.look_at(message, with);
                state.show(self, message, with)?;
            }
        }
        drop(turn);
        self.mark_read(with).await
    }

    /// Says something, and shows it.
    pub(super) async fn say(
        &self,
        with: &str,
        text: &str,
        reply_to: Option<MessageRef>,
    ) -> Result<(), Failure> {
        let text: Text = text.parse().map_err(|_| {
            Failure::Other("a message has at most 64 KiB; nothing was sent".to_owned())
        })?;
        let message = SendMessage {
            to: with.to_owned(),
            text: text.as_str().to_owned(),
            reply_to,
            ..SendMessage::default()
        };
        let before = self.state().undecided.take();
        let id = match before.and_then(|before| before.again(&message)) {
            Some(id) => id,
            None => message_id()?,
        };
        let name = id.to_string();
        {
            let mut state = self.state();
            state.sending.insert(name.clone());
            state.typed = Some(name.clone());
        }
        let path = format!("/v1/messages/{name}");
        let outcome = tell::say(self.api, &path, id, &message).instrument(span("chat")).await;
        let outcome = outcome.map_err(|failure| tell::undecided(failure, with));
        if outcome.is_ok() {
            self.state().note_line(&name);
            self.settle(&name).await;
        }
        self.sent(&name, message, id, outcome)?;
        let seen = self.look(with).await.map_err(|none| none.at(self.api.data));
        self.state().typed = None;
        seen
    }

    /// Notes whether what was said is with the peer.
    fn sent(
        &self,
        name: &str,
        said: SendMessage,
        id: MessageId,
        outcome: Result<(), Failure>,
    ) -> Result<(), Failure> {
        let mut state = self.state();
        state.sending.remove(name);
        if outcome.is_err() {
            state.typed = None;
        }
        if matches!(outcome, Err(Failure::Interrupted { .. })) {
            state.undecided = Some(Undecided { id, said });
        }
        outcome
    }

    /// Prints what is new in a conversation, and what has come further; marks it as read if it is the one that one is in.
    pub(super) async fn look(&self, with: &str) -> Result<(), Unanswered> {
        let turn = self.turn.lock().await;
        let mut from = self.state().resume(with, &self.me);
        let mut came = Vec::new();
        loop {
            let page = self.page(with, from, PAGE).await?;
            let mut held_back = false;
            for message in &page.messages {
                let mut state = self.state();
                if state.sending.contains(&message.id) && message.from == self.me {
                    held_back = true;
                    break;
                }
                state.note_change(message, &page.with);
                let taken = state.take(self, message, &page.with);
                came.extend(taken.map_err(Unanswered::Failed)?);
            }
            if held_back || page.messages.len() < PAGE {
                break;
            }
            from = page.next;
        }
        self.see_changes().await?;
        drop(turn);
        if !came.is_empty() {
            self.print(&arrived(&came, self.paint)).map_err(Unanswered::Failed)?;
        }
        if self.current().as_deref() == Some(with) { self.tell_read(with).await } else { Ok(()) }
    }

    /// Looks at everything that may have changed.
    pub(super) async fn look_everywhere(&self) -> Result<(), Unanswered> {
        let all: Conversations = self.api.get("/v1/conversations").instrument(span("chat")).await?;
        self.met(all.conversations.iter().map(|one| one.with.as_str()));
        for one in &all.conversations {
            let is_behind = self.state().is_behind(&one.with, one.latest.cursor, &self.me);
            if is_behind {
                self.look(&one.with).await?;
            }
        }
        Ok(())
    }

    /// Marks what was shown of somebody as read.
    pub(super) async fn mark_read(&self, with: &str) -> Result<(), Failure> {
        self.tell_read(with).await.map_err(|none| none.at(self.api.data))
    }

    /// Shows messages that may have been shown already, or are from before.
    pub(super) fn show_again(&self, messages: &[Message]) -> Result<(), Failure> {
        let mut state = self.state();
        for message in messages.iter().rev() {
            let is_to = message.from == self.me || message.to.starts_with('#');
            let with = if is_to { &message.to } else { &message.from };
            state.show(self, message, with)?;
        }
        Ok(())
    }

    async fn tell_read(&self, with: &str) -> Result<(), Unanswered> {
        let up_to = self.state().unread.remove(with);
        let Some(up_to) = up_to else { return Ok(()) };
        let path = format!("/v1/conversations/{}/read", in_path(with));
        let told = self.api.put(&path, &MarkRead { up_to }).instrument(span("chat")).await;
        if told.is_err() {
            self.state().unread.entry(with.to_owned()).or_insert(up_to);
        }
        told
    }

    /// Waits a little for a message to leave.
    async fn settle(&self, id: &str) {
        let until = Instant::now() + SETTLING;
        while Instant::now() < until {
            let report = self.api.get::<MessageReport>(&format!("/v1/messages/{id}")).await;
            match report {
                Ok(report) if report.message.state == "queued" => {}
                _ => return,
            }
            sleep(Duration::from_millis(10)).await;
        }
    }
}
