//! What was shown, and is no longer to be seen: what disappeared, and what was deleted.
//!
//! Where it stands on the screen something else is put in its place, and in that of what quotes it; what is out of sight a terminal does
//! not take back. In this program nothing is left of its words in any case.

use std::{convert::Infallible, time::Duration};

use causerie_edge::now;
use causerie_wire::{Message, MessageReport};
use tokio::time::sleep;
use tracing::Instrument;

use super::{
    numbers::{Gone, Shown},
    render::gone,
    screen::Key,
    session::{Session, State},
};
use crate::{
    client::{span, unanswered::Unanswered},
    failure::Failure,
};

/// How often to look whether something has disappeared.
const PACE: Duration = Duration::from_millis(500);

impl Session<'_> {
    /// Takes away what disappears, when it does.
    pub(super) async fn see_ends(&self) -> Result<Infallible, Failure> {
        loop {
            sleep(PACE).await;
            let _turn = self.turn.lock().await;
            let over = self.end();
            let mut out_of_sight = Vec::new();
            for one in &over {
                let is_seen = {
                    let mut state = self.state();
                    let author = state.people.short(&one.from);
                    let text = gone(one.number, one.sent_at, &author, self.paint);
                    state.take_away(one, &text)?
                };
                if !is_seen {
                    out_of_sight.push(format!("[{}]", one.number));
                }
                self.quote_anew(one).await?;
            }
            if !out_of_sight.is_empty() {
                self.note(&format!("{} disappeared", out_of_sight.join(" ")))?;
            }
        }
    }

    /// Leaves nothing of a message that was deleted.
    pub(super) async fn see_deleted(&self, message: &Message) -> Result<(), Unanswered> {
        let shown = self.state().numbers.find(&message.from, &message.id).cloned();
        let Some(shown) = shown.filter(|_| message.deleted) else { return Ok(()) };
        {
            let mut state = self.state();
            let text = state.block(self, message, &shown.with, shown.number);
            state.take_away(&shown, &text).map_err(Unanswered::Failed)?;
        }
        self.quote_anew(&shown).await.map_err(Unanswered::Failed)
    }

    /// The message of a number, if it is still there.
    pub(super) fn there(&self, number: u32) -> Result<Shown, Failure> {
        let shown = self.numbered(number)?;
        let is_over = shown.expires_at.is_some_and(|end| end <= now().millis());
        let what = match shown.gone {
            None if !is_over => return Ok(shown),
            Some(Gone::Deleted) => "was deleted",
            None | Some(Gone::Disappeared) => "has disappeared",
        };
        Err(Failure::Other(format!("[{number}] {what}: nothing can be done with it any more")))
    }

    /// Forgets the line that is being carried out, if it is about something whose words are gone.
    pub(super) fn forget_line(&self, number: u32) {
        let state = self.state();
        if let Some(shown) = state.numbers.at(number).filter(|one| one.gone.is_some()) {
            state.recall.note(&state.line, &shown.id);
            state.recall.forget(&shown.id);
        }
    }

    fn end(&self) -> Vec<Shown> {
        self.state().numbers.end(now().millis())
    }

    /// Shows what answers a message again, with what is left of that.
    async fn quote_anew(&self, answered: &Shown) -> Result<(), Failure> {
        let answers: Vec<_> = {
            let state = self.state();
            let all = state.numbers.answers(&answered.from, &answered.id);
            all.filter(|one| state.screen.holds(Key::Message(one.number))).cloned().collect()
        };
        for one in answers {
            let path = format!("/v1/messages/{}?from={}", one.id, one.from);
            let report: Result<MessageReport, _> =
                self.api.get(&path).instrument(span("chat")).await;
            let mut state = self.state();
            let key = Key::Message(one.number);
            let text = match report {
                Ok(report) => state.block(self, &report.message, &one.with, one.number),
                // What is quoted is not to stay because the rest is not at hand.
                Err(_) => self.paint.dim(format!("[{}] (see /show {})", one.number, one.number)),
            };
            state.screen.replace_all(&[key], key, &text)?;
        }
        Ok(())
    }
}

impl State<'_> {
    /// Notes that the line that is being carried out has the words of that message.
    pub(super) fn note_line(&self, id: &str) {
        self.recall.note(&self.line, id);
    }

    /// Puts what became of a message in its place, and tells whether that is in sight.
    fn take_away(&mut self, shown: &Shown, text: &str) -> Result<bool, Failure> {
        self.recall.forget(&shown.id);
        let key = Key::Message(shown.number);
        self.screen.replace_all(&[key, Key::Whole(shown.number)], key, text)
    }
}
