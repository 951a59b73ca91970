//! What is known of what was shown, and how it is brought up to date.

use causerie_wire::{Message, Reaction};

use super::{
    moments::day,
    render::{Frame, Setting, message},
    screen::Key,
    session::{Session, State},
    ticks::{failed, is_open},
};
use crate::{
    client::conversation::unread,
    failure::Failure,
    show::{Here, Printable},
};

/// How many of the latest messages of a conversation are watched for how far they come.
const MOST_WATCHED: usize = 100;

impl State<'_> {
    /// Behind which cursor there is something new, or that may have come further.
    pub(super) fn resume(&self, with: &str, me: &str) -> u64 {
        let open = self.open(with, me).map(|cursor| cursor.saturating_sub(1)).min();
        let after = self.shown_up_to(with);
        open.map_or(after, |open| open.min(after))
    }

    fn open<'s>(&'s self, with: &'s str, me: &'s str) -> impl Iterator<Item = u64> + 's {
        // What was only looked up, in a search say, is older, and is not watched.
        let first = self.first.get(with).copied().unwrap_or(u64::MAX);
        let watched = self.numbers.latest_with(with, MOST_WATCHED);
        let open =
            watched.filter(move |one| one.from == me && one.gone.is_none() && is_open(&one.state));
        open.map(|one| one.cursor).filter(move |cursor| *cursor >= first)
    }

    pub(super) fn shown_up_to(&self, with: &str) -> u64 {
        self.after.get(with).copied().unwrap_or(self.begun_at)
    }

    pub(super) fn is_behind(&self, with: &str, latest: u64, me: &str) -> bool {
        latest > self.shown_up_to(with) || self.open(with, me).next().is_some()
    }

    /// Takes in a message as it is now; gives back its number if it has arrived since it was shown, out of sight.
    pub(super) fn take(
        &mut self,
        session: &Session<'_>,
        message: &Message,
        with: &str,
    ) -> Result<Option<u32>, Failure> {
        if message.target.is_some() {
            return Ok(None);
        }
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
    pub(super) fn look_at(&mut self, message: &Message, with: &str) {
        let after = self.after.entry(with.to_owned()).or_default();
        *after = message.cursor.max(*after);
        let first = self.first.entry(with.to_owned()).or_insert(u64::MAX);
        *first = message.cursor.min(*first);
        if unread(message, Here { with, me: &self.me }) {
            self.unread.insert(with.to_owned(), message.cursor);
        }
    }

    pub(super) fn show(
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

    pub(super) fn block(
        &self,
        session: &Session<'_>,
        shown: &Message,
        with: &str,
        number: u32,
    ) -> String {
        let (author, other) = (self.people.short(&shown.from), self.people.short(with));
        let elsewhere = (self.current.as_deref() != Some(with)).then_some(other.as_str());
        let answered = shown.reply_to.as_ref().map(|one| self.answered(one));
        let reaction =
            |one: &Reaction| format!("{} {}", Printable(&one.emoji), self.people.short(&one.from));
        let reactions: Vec<_> = shown.reactions.iter().map(reaction).collect();
        let setting = Setting {
            number,
            me: &session.me,
            author: &author,
            elsewhere,
            answered: answered.as_deref(),
            reactions: &reactions.join(", "),
        };
        let frame = Frame { columns: self.screen.columns(), paint: session.paint };
        message(shown, setting, frame)
    }
}
