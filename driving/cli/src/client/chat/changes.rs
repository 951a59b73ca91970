//! What is done to messages: edits, deletions, reactions.

use causerie_edge::message_id;
use causerie_wire::{Deletion, Edit, Message, MessageRef, MessageReport, React};
use serde::Serialize;
use tracing::Instrument;

use super::{
    numbers::Shown,
    screen::Key,
    session::{Session, State},
};
use crate::{
    client::{span, tell, unanswered::Unanswered},
    failure::Failure,
    show::{Printable, decided_in},
};

/// The kinds of messages that change others.
const EDIT: u64 = 3;
const DELETION: u64 = 4;
const REACTION: u64 = 5;

impl Session<'_> {
    /// Has other words in the place of a message.
    pub(super) async fn edit(&self, shown: &Shown, text: &str) -> Result<(), Failure> {
        self.change(shown, "edits", &Edit { text: text.to_owned() }).await
    }

    /// Has a message deleted, at both ends.
    pub(super) async fn delete(&self, shown: &Shown) -> Result<(), Failure> {
        self.change(shown, "deletion", &Deletion {}).await
    }

    /// Has a reaction stand with a message, or none.
    pub(super) async fn react(&self, shown: &Shown, emoji: Option<&str>) -> Result<(), Failure> {
        let react = React { from: shown.from.clone(), emoji: emoji.map(str::to_owned) };
        self.change(shown, "reactions", &react).await
    }

    async fn change<T: Serialize>(&self, shown: &Shown, how: &str, to: &T) -> Result<(), Failure> {
        let change = message_id()?;
        let path = format!("/v1/messages/{}/{how}/{change}", shown.id);
        tell::say(self.api, &path, change, to).instrument(span("chat")).await?;
        self.state().note_line(&shown.id);
        let seen = self.look(&shown.with).await;
        seen.map_err(|none| none.at(self.api.data))?;
        // It is seen in the message.
        self.state().screen.remove(Key::Typed)
    }

    /// Brings messages up to date that others changed. Where one is out of sight, a line tells what was done to it.
    pub(super) async fn see_changes(&self) -> Result<(), Unanswered> {
        loop {
            let next = self.state().changes.front().cloned();
            let Some((change, target, with)) = next else { return Ok(()) };
            let path = format!("/v1/messages/{}?from={}", target.id, target.from);
            match self.api.get::<MessageReport>(&path).instrument(span("chat")).await {
                Ok(report) => {
                    let seen = self.state().changed(self, &change, &report.message, &with);
                    seen.map_err(Unanswered::Failed)?;
                    self.see_deleted(&report.message).await?;
                }
                // It is not here, or not any more.
                Err(Unanswered::Failed(Failure::Refused(problem))) if !problem.retry => {}
                Err(why) => return Err(why),
            }
            self.state().changes.pop_front();
        }
    }
}

impl State<'_> {
    /// Notes what changes another message, if it is new.
    pub(super) fn note_change(&mut self, message: &Message, with: &str) {
        let Some(target) = message.target.clone() else { return };
        if message.cursor > self.shown_up_to(with) {
            self.look_at(message, with);
            self.changes.push_back((message.clone(), target, with.to_owned()));
        }
    }

    /// The number and the first words of a message that is answered.
    pub(super) fn answered(&self, answered: &MessageRef) -> String {
        match self.numbers.find(&answered.from, &answered.id) {
            Some(shown) => format!("[{}] {}", shown.number, shown.glance),
            None => "something said earlier".to_owned(),
        }
    }

    fn changed(
        &mut self,
        session: &Session<'_>,
        change: &Message,
        target: &Message,
        with: &str,
    ) -> Result<(), Failure> {
        let is_known = self.numbers.find(&target.from, &target.id).is_some();
        let number = self.numbers.number(target, with);
        let text = self.block(session, target, with, number);
        let key = Key::Message(number);
        if is_known && self.screen.replace(key, key, &text)? {
            return Ok(());
        }
        let who = self.people.short(&change.from);
        let reaction = target.reactions.iter().find(|one| one.from == change.from);
        let what = match (change.kind, reaction) {
            (EDIT, _) => format!("{who} edited [{number}]"),
            (DELETION, _) => format!("{who} deleted [{number}]"),
            (REACTION, Some(reaction)) => {
                format!("{who} reacted to [{number}]: {}", Printable(&reaction.emoji))
            }
            (REACTION, None) => format!("{who} took back the reaction to [{number}]"),
            _ if change.moderation.is_some() => {
                let told = decided_in(change, |who| self.people.short(who));
                format!("{who} {} ([{number}])", told.unwrap_or_default())
            }
            _ => format!("{who} changed [{number}]"),
        };
        self.screen.print(Key::Other, &session.paint.dim(format!("— {what}")))?;
        self.screen.print(key, &text)
    }
}
