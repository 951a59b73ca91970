//! What is said, and what is shown of it.

use std::{collections::VecDeque, time::Duration};

use causerie_chat::{MessageId, Text};
use causerie_edge::message_id;
use causerie_wire::{
    ConversationPage, Conversations, MarkRead, Message, MessageReport, SendMessage,
};
use tokio::time::{Instant, sleep};
use tracing::Instrument;

use super::{
    render::{Frame, Setting, day, message},
    screen::Key,
    session::{Session, State},
    ticks::{arrived, failed, is_open},
};
use crate::{
    client::{conversation::unread, span, tell, unanswered::Unanswered},
    failure::Failure,
};

/// How many messages are asked for at once.
const PAGE: usize = 100;
/// The same where most of them are passed over.
const LONG_PAGE: usize = 1_000;
/// How many messages are shown of a conversation that is entered.
const LAST: usize = 20;
/// How many of the latest messages of a conversation are watched for how far they come.
const MOST_WATCHED: usize = 100;
/// How long what was said is held back, so that it is shown with the tick it mostly gets at once.
const SETTLING: Duration = Duration::from_millis(250);

impl Session<'_> {
    /// Goes to a conversation: shows the last of it, and marks that as read.
    pub(super) async fn enter(&self, with: &str) -> Result<(), Failure> {
        let turn = self.turn.lock().await;
        let messages = self.last(with).await?;
        self.met([with]);
        self.state().current = Some(with.to_owned());
        if messages.is_empty() {
            self.note(&format!("{with}: nothing was said yet"))?;
        } else {
            self.note(with)?;
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
    pub(super) async fn say(&self, with: &str, text: &str) -> Result<(), Failure> {
        let text: Text = text.parse().map_err(|_| {
            Failure::Other("a message has at most 64 KiB; nothing was sent".to_owned())
        })?;
        let said = (with.to_owned(), text.as_str().to_owned());
        let before = self.state().undecided.take();
        let id = match before {
            // Whether it was kept before is not known: under the same id it is one message.
            Some((to, text, id)) if (&to, &text) == (&said.0, &said.1) => id,
            _ => message_id()?,
        };
        let message = SendMessage { to: said.0.clone(), text: said.1.clone() };
        let name = id.to_string();
        {
            let mut state = self.state();
            state.sending.insert(name.clone());
            state.typed = Some(name.clone());
        }
        let outcome = tell::say(self.api, id, &message).instrument(span("chat")).await;
        let outcome = outcome.map_err(|failure| tell::undecided(failure, with));
        if outcome.is_ok() {
            self.settle(&name).await;
        }
        self.sent(&name, &said, id, outcome)?;
        let seen = self.look(with).await.map_err(|none| none.at(self.api.data));
        self.state().typed = None;
        seen
    }

    /// Notes whether what was said is with the peer.
    fn sent(
        &self,
        name: &str,
        (to, text): &(String, String),
        id: MessageId,
        outcome: Result<(), Failure>,
    ) -> Result<(), Failure> {
        let mut state = self.state();
        state.sending.remove(name);
        if outcome.is_err() {
            state.typed = None;
        }
        if matches!(outcome, Err(Failure::Interrupted { .. })) {
            state.undecided = Some((to.clone(), text.clone(), id));
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
                let taken = state.take(self, message, &page.with);
                came.extend(taken.map_err(Unanswered::Failed)?);
            }
            if held_back || page.messages.len() < PAGE {
                break;
            }
            from = page.next;
        }
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
            let with = if message.from == self.me { &message.to } else { &message.from };
            state.show(self, message, with)?;
        }
        Ok(())
    }

    async fn tell_read(&self, with: &str) -> Result<(), Unanswered> {
        let up_to = self.state().unread.remove(with);
        let Some(up_to) = up_to else { return Ok(()) };
        let path = format!("/v1/conversations/{with}/read");
        let told = self.api.put(&path, &MarkRead { up_to }).instrument(span("chat")).await;
        if told.is_err() {
            self.state().unread.entry(with.to_owned()).or_insert(up_to);
        }
        told
    }

    /// The last messages of a conversation. A cursor counts those of all conversations, so how far to go back is tried.
    async fn last(&self, with: &str) -> Result<Vec<Message>, Failure> {
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
                last.extend(page.messages);
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

    async fn page(
        &self,
        with: &str,
        after: u64,
        limit: usize,
    ) -> Result<ConversationPage, Unanswered> {
        let path = format!("/v1/conversations/{with}?after={after}&limit={limit}");
        self.api.get(&path).instrument(span("chat")).await
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

impl State<'_> {
    /// Behind which cursor there is something new, or that may have come further.
    fn resume(&self, with: &str, me: &str) -> u64 {
        let open = self.open(with, me).map(|cursor| cursor.saturating_sub(1)).min();
        let after = self.shown_up_to(with);
        open.map_or(after, |open| open.min(after))
    }

    fn open<'s>(&'s self, with: &'s str, me: &'s str) -> impl Iterator<Item = u64> + 's {
        let watched = self.numbers.latest_with(with, MOST_WATCHED);
        watched.filter(move |one| one.from == me && is_open(&one.state)).map(|one| one.cursor)
    }

    fn shown_up_to(&self, with: &str) -> u64 {
        self.after.get(with).copied().unwrap_or(self.begun_at)
    }

    fn is_behind(&self, with: &str, latest: u64, me: &str) -> bool {
        latest > self.shown_up_to(with) || self.open(with, me).next().is_some()
    }

    /// Takes in a message as it is now; gives back its number if it has arrived since it was shown, out of sight.
    fn take(
        &mut self,
        session: &Session<'_>,
        message: &Message,
        with: &str,
    ) -> Result<Option<u32>, Failure> {
        if message.cursor > self.shown_up_to(with) {
            self.look_at(message, with);
            self.people.add(with);
            self.show(session, message, with)?;
            return Ok(None);
        }
        let known = self.numbers.find(&message.from, &message.id).cloned();
        let Some(known) = known.filter(|known| known.state != message.state) else {
            return Ok(None);
        };
        self.numbers.settle(known.number, message);
        let text = self.block(session, message, with, known.number);
        let key = Key::Message(known.number);
        let is_seen = self.screen.replace(key, key, &text)?;
        if message.state == "failed" {
            let name = self.people.short(with);
            let line = failed(message, known.number, &name, session.paint);
            self.screen.print(Key::Other, &line)?;
        }
        let waited = matches!(known.state.as_str(), "queued" | "stored");
        let is_there = matches!(message.state.as_str(), "delivered" | "read");
        Ok((!is_seen && waited && is_there).then_some(known.number))
    }

    /// Notes that a message is shown now.
    fn look_at(&mut self, message: &Message, with: &str) {
        let after = self.after.entry(with.to_owned()).or_default();
        *after = message.cursor.max(*after);
        if unread(message, with) {
            self.unread.insert(with.to_owned(), message.cursor);
        }
    }

    fn show(
        &mut self,
        session: &Session<'_>,
        message: &Message,
        with: &str,
    ) -> Result<(), Failure> {
        let number = self.numbers.number(message, with);
        let text = self.block(session, message, with, number);
        let key = Key::Message(number);
        let day = day(message.sent_at);
        let is_typed = self.typed.as_ref() == Some(&message.id) && message.from == session.me;
        let is_new_day = day != self.day;
        let line = session.paint.dim(format!("— {day} (UTC)"));
        self.day = day;
        self.words.set_numbers(number);
        // The first of what is printed takes the place of the line that was typed.
        if is_new_day && !(is_typed && self.screen.replace(Key::Typed, Key::Other, &line)?) {
            self.screen.print(Key::Other, &line)?;
        }
        if is_typed && !is_new_day && self.screen.replace(Key::Typed, key, &text)? {
            return Ok(());
        }
        self.screen.print(key, &text)
    }

    fn block(&self, session: &Session<'_>, shown: &Message, with: &str, number: u32) -> String {
        let (author, other) = (self.people.short(&shown.from), self.people.short(with));
        let elsewhere = (self.current.as_deref() != Some(with)).then_some(other.as_str());
        let setting = Setting { number, me: &session.me, author: &author, elsewhere };
        let frame = Frame { columns: self.screen.columns(), paint: session.paint };
        message(shown, setting, frame)
    }
}
