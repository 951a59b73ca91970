//! Messages that change others.

use causerie_chat::{Body, Cause, Message, MessageRef, Timestamp, View};

use super::{Kept, Record};

impl Kept {
    /// Whether a change holds, as far as can be told: what it changes may not be here.
    pub(super) fn admit(&self, message: &Message) -> Result<(), Cause> {
        match message.target().and_then(|target| self.at(&target)) {
            Some(base) => self.records.get(base).map_or(Ok(()), |it| message.changes(&it.message)),
            None => Ok(()),
        }
    }

    /// Whether a message that comes has disappeared already, or what it changes has.
    pub(super) fn has_expired(&self, message: &Message, at: Timestamp) -> bool {
        let base = message.target().and_then(|target| self.at(&target));
        match base.and_then(|base| self.records.get(base)) {
            Some(base) => base.is_gone || base.expires_at.is_some_and(|end| end <= at),
            None => message.has_expired(at),
        }
    }

    /// Where a message stands, if it is here.
    fn at(&self, what: &MessageRef) -> Option<usize> {
        self.by_id.get(&(what.author.clone(), what.id)).copied()
    }

    /// Carries out what the record there changes, and what changes it.
    pub(super) fn take_effect(&mut self, index: usize) {
        let Some(record) = self.records.get(index) else { return };
        let message = record.message.clone();
        self.note_decision(&message);
        let Some(record) = self.records.get(index) else { return };
        let target = match record.message.target() {
            Some(target) => {
                self.changes.entry(target.clone()).or_default().push(index);
                target
            }
            None => record.message.reference(),
        };
        let Some(base) = self.at(&target) else { return };
        let changes = self.changes.get(&target).cloned().unwrap_or_default();
        let view = self.view(base);
        for change in &changes {
            if let Some(change) = self.records.get_mut(*change) {
                change.expires_at = view.expires_at;
            }
        }
        if view.deleted {
            for index in [base].iter().chain(&changes) {
                self.wipe_text(*index);
            }
        }
    }

    /// Overwrites words and invitations; what else a change says stays.
    fn wipe_text(&mut self, index: usize) {
        if let Some(Record { message, .. }) = self.records.get_mut(index)
            && matches!(
                message.body,
                Body::Text(_) | Body::Edit { .. } | Body::File(_) | Body::Invitation(_)
            )
        {
            message.body = message.body.clone().wiped();
        }
    }

    /// What became of the message there.
    pub(super) fn view(&self, index: usize) -> View {
        let Some(Record { message, expires_at, .. }) = self.records.get(index) else {
            return View::default();
        };
        if message.target().is_some() {
            return View { expires_at: *expires_at, ..View::default() };
        }
        let changes = self.changes.get(&message.reference()).map(Vec::as_slice).unwrap_or_default();
        let changes = changes.iter().filter_map(|change| self.records.get(*change));
        View::of(Some(message), changes.map(|change| &change.message))
    }
}
