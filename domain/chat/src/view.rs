use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
};

use crate::{Address, Body, Emoji, Message, MessageId, SearchWords, SharedFile, Text, Timestamp};

/// What became of a message by what changed it: the same in whatever order all of it came (T37).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// What it says now, if it was edited, and since when by its author's clock.
    pub edited: Option<(Text, Timestamp)>,
    /// Whether its author deleted it, or a moderator removed it: nothing else is told of it then.
    pub deleted: bool,
    /// Who removed it for all, and why, if a moderator did.
    pub removed: Option<Removed>,
    /// What each of the two thinks of it, or each who is in the room.
    pub reactions: BTreeMap<Address, Emoji>,
    /// When it disappears, if it does; what changes it disappears with it.
    pub expires_at: Option<Timestamp>,
}

/// A moderator removed a message for all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removed {
    /// Who.
    pub by: Address,
    /// Why.
    pub reason: Text,
}

impl View {
    /// What `changes` make of `base`; nothing as long as that is not here. Those that do not hold ([`Message::changes`]) count for nothing. Of
    /// edits the latest one counts, and of reactions the latest of each person: by when they were sent, and where that is the same by
    /// their ids. A deletion and a removal win over everything; of removals the latest one tells who and why.
    #[must_use]
    pub fn of<'a>(base: Option<&Message>, changes: impl IntoIterator<Item = &'a Message>) -> Self {
        let Some(base) = base else { return Self::default() };
        let expires_at = base.expires_at;
        let mut deleted = base.body == Body::Wiped;
        let mut edits = Latest::default();
        let mut removals = Latest::default();
        let mut reactions = BTreeMap::<&Address, Latest<Option<&Emoji>>>::new();
        for change in changes {
            if change.changes(base).is_err() {
                continue;
            }
            match &change.body {
                Body::Edit { text, .. } => edits.hear(change, text),
                Body::Reaction { emoji, .. } => {
                    reactions.entry(&change.author).or_default().hear(change, emoji.as_ref());
                }
                Body::Moderation(decision) => {
                    deleted = true;
                    removals.hear(change, (&change.author, decision.reason()));
                }
                _ => deleted = true,
            }
        }
        if deleted {
            let removed = removals
                .0
                .map(|((by, reason), _)| Removed { by: by.clone(), reason: reason.clone() });
            return Self { deleted, removed, expires_at, ..Self::default() };
        }
        let reactions = reactions.into_iter().filter_map(|(who, latest)| {
            let (emoji, _) = latest.0?;
            Some((who.clone(), emoji?.clone()))
        });
        let edited = edits.0.map(|(text, (at, _))| (text.clone(), at));
        Self { edited, deleted, removed: None, reactions: reactions.collect(), expires_at }
    }

    /// Those of `changes` that make no difference to `base`, and never will: they do not hold, or a later one took their place.
    pub fn idle<'a>(base: &Message, changes: &'a [Message]) -> impl Iterator<Item = &'a Message> {
        let kind = |change: &'a Message| (&change.author, change.body.kind());
        let mut latest = HashMap::<_, Latest<()>>::new();
        for change in changes.iter().filter(|change| change.changes(base).is_ok()) {
            latest.entry(kind(change)).or_default().hear(change, ());
        }
        changes.iter().filter(move |change| {
            let latest = latest.get(&kind(change)).and_then(|latest| latest.0);
            latest.is_none_or(|((), rank)| rank != (change.sent_at, change.id))
        })
    }

    /// What `base` says now, if it is words and was not deleted.
    #[must_use]
    pub fn text<'a>(&'a self, base: &'a Message) -> Option<&'a Text> {
        match (&self.edited, &base.body) {
            _ if self.deleted => None,
            (Some((text, _)), _) | (None, Body::Text(text)) => Some(text),
            (None, _) => None,
        }
    }

    /// The file that `base` offers, if it does and was not deleted.
    #[must_use]
    pub fn file<'a>(&self, base: &'a Message) -> Option<&'a SharedFile> {
        match &base.body {
            Body::File(file) if !self.deleted => Some(file),
            _ => None,
        }
    }

    /// Whether all `words` are in what `base` says now, or in a file's name and what was said with it.
    #[must_use]
    pub fn has(&self, base: &Message, words: &SearchWords) -> bool {
        let edited = self.edited.as_ref().map(|(text, _)| Cow::Borrowed(text.as_str()));
        let says = edited.or_else(|| base.body.searched()).filter(|_| !self.deleted);
        says.is_some_and(|says| words.are_in(&says))
    }
}

/// What was said last.
struct Latest<T>(Option<(T, (Timestamp, MessageId))>);

impl<T> Default for Latest<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Latest<T> {
    fn hear(&mut self, change: &Message, said: T) {
        let rank = (change.sent_at, change.id);
        if self.0.as_ref().is_none_or(|(_, before)| *before < rank) {
            self.0 = Some((said, rank));
        }
    }
}

#[cfg(test)]
mod tests;
