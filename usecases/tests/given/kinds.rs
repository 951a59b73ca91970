//! What a peer does to messages, as its person would.

use causerie_chat::MessageRef;
use causerie_usecases::{
    CommandHandler,
    peer::{
        Change, ChangeError,
        commands::{DeleteMessage, EditMessage, React, SendTyping, WipeExpired},
    },
    ports::{Entry, History},
};

use super::{address, message_id, party::Party};

impl Party {
    fn change(&self, n: u16) -> Change {
        let (at, randomness) = (self.clock.now(), self.clock.randomness());
        Change { id: message_id(n), at, trace: None, randomness }
    }

    pub(crate) async fn edits(&self, n: u16, of: u16, text: &str) -> Result<(), ChangeError> {
        let (message, text) = (message_id(of), text.parse().unwrap());
        let command = EditMessage { message, text, change: self.change(n) };
        self.peer.edit_message.handle(command).await
    }

    pub(crate) async fn deletes(&self, n: u16, of: u16) -> Result<(), ChangeError> {
        let command = DeleteMessage { message: message_id(of), change: self.change(n) };
        self.peer.delete_message.handle(command).await
    }

    pub(crate) async fn reacts(
        &self,
        n: u16,
        (author, of): (&str, u16),
        emoji: Option<&str>,
    ) -> Result<(), ChangeError> {
        let to = MessageRef { id: message_id(of), author: address(author) };
        let emoji = emoji.map(|emoji| emoji.parse().unwrap());
        self.peer.react.handle(React { to, emoji, change: self.change(n) }).await
    }

    pub(crate) async fn types(&self, to: &str) {
        let (to, id) = (address(to), self.clock.message());
        let (at, randomness) = (self.clock.now(), self.clock.randomness());
        let command = SendTyping { to, id, at, jitter: 0, randomness };
        self.peer.send_typing.handle(command).await.unwrap();
    }

    pub(crate) async fn wipes_expired(&self) {
        self.peer.wipe_expired.handle(WipeExpired { at: self.clock.now() }).await.unwrap();
    }

    /// Message `n` of somebody, as it is kept.
    pub(crate) async fn kept(&self, author: &str, n: u16) -> Entry {
        self.store.message(&address(author), message_id(n)).await.unwrap().unwrap()
    }

    /// What it says now.
    pub(crate) async fn text(&self, author: &str, n: u16) -> Option<String> {
        let kept = self.kept(author, n).await;
        kept.view.text(&kept.message).map(|text| text.as_str().to_owned())
    }
}
