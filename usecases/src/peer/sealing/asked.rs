use std::sync::{Mutex, PoisonError};

use causerie_chat::{Body, Cause, Envelope, HistoryWanted, Message, MessageId};

use super::Open;
use crate::ports::{Known, Opened, Opening, Wanted};

/// Opens a question for history, which no store keeps, and holds it until the session it came in is durable. Anything else is refused.
pub(in crate::peer) struct Asked {
    open: Open,
    question: Mutex<Option<(MessageId, HistoryWanted)>>,
}

impl Asked {
    pub(in crate::peer) fn new(open: Open) -> Self {
        Self { open, question: Mutex::default() }
    }

    /// The message that asks, and what for; to be asked for once the store has answered.
    pub(in crate::peer) fn take(&self) -> Option<(MessageId, HistoryWanted)> {
        self.question.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Opening for Asked {
    fn wants(&self, envelope: &Envelope) -> Option<Wanted> {
        self.open.wants(envelope)
    }

    fn open(&self, envelope: &Envelope, known: Known) -> Opened {
        let opened = self.open.open_any(envelope, known);
        match &opened.reading {
            Ok(Message { id, body: Body::HistoryWanted(wanted), .. }) => {
                let question = Some((*id, (**wanted).clone()));
                *self.question.lock().unwrap_or_else(PoisonError::into_inner) = question;
                opened
            }
            Ok(_) => opened.but_refused(Cause::WRONG_WAY),
            Err(_) => opened,
        }
    }
}
