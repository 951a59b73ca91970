use std::sync::Arc;

use causerie_chat::{Conversation, FileManifest, MessageRef, SharedFile, Timestamp};

use crate::ports::{Entry, History, Unavailable};

/// Knows whether a file is still offered: the message that says so is there, neither deleted nor removed nor gone.
#[derive(Clone)]
pub struct StillOffered {
    /// Has the message.
    pub history: Arc<dyn History>,
    /// This person.
    pub me: causerie_chat::Address,
}

impl StillOffered {
    /// The message, if it offers a file by then.
    pub(in crate::peer) async fn entry(
        &self,
        said: &MessageRef,
        at: Timestamp,
    ) -> Result<Option<Entry>, Unavailable> {
        let entry = self.history.message(&said.author, said.id).await?;
        let offers = |entry: &Entry| entry.view.file(&entry.message).is_some();
        Ok(entry.filter(|entry| !entry.has_expired(at) && offers(entry)))
    }

    /// The file that a message offers by then, and where that was said.
    pub(in crate::peer) async fn file(
        &self,
        said: &MessageRef,
        at: Timestamp,
    ) -> Result<Option<(SharedFile, Conversation)>, Unavailable> {
        let there = self.entry(said, at).await?;
        Ok(there.and_then(|Entry { message, view, .. }| {
            let file = view.file(&message)?.clone();
            Some((file, message.conversation(&self.me)))
        }))
    }

    /// Where it was said, if it offers that very file by then.
    pub(in crate::peer) async fn place(
        &self,
        said: &MessageRef,
        manifest: &FileManifest,
        at: Timestamp,
    ) -> Result<Option<Conversation>, Unavailable> {
        let found = self.file(said, at).await?;
        Ok(found.filter(|(file, _)| file.manifest == *manifest).map(|(_, place)| place))
    }
}
