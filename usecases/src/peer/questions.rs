use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use causerie_chat::{DeviceAddress, EnvelopeId, HistoryWanted, MessageId};

/// What other devices of this person asked for, until each asks for something else: the key that an answer opens with lies nowhere else.
#[derive(Default)]
pub struct Questions(Mutex<HashMap<DeviceAddress, Question>>);

/// A question for a page of history.
#[derive(Clone)]
pub(super) struct Question {
    /// The message that asks.
    pub(super) id: MessageId,
    /// The envelope it came in.
    pub(super) envelope: EnvelopeId,
    pub(super) wanted: HistoryWanted,
}

impl Questions {
    /// Only this person's devices ask, so there are few.
    pub(super) fn note(&self, by: &DeviceAddress, question: Question) {
        let mut asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        asked.insert(by.clone(), question);
    }

    /// What a device asked last, if it was in that envelope.
    pub(super) fn asked(&self, by: &DeviceAddress, envelope: EnvelopeId) -> Option<Question> {
        let asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        asked.get(by).filter(|question| question.envelope == envelope).cloned()
    }
}
