//! What a peer does with people it does not know, as its person would.

use causerie_chat::{Ruling, Standing};
use causerie_usecases::{
    CommandHandler, QueryHandler,
    peer::{
        commands::{DecideContact, DecideContactError},
        queries::{Contact, ReadContacts, ReadConversations},
    },
};

use super::{address, party::Party};

impl Party {
    pub(crate) async fn rules(&self, about: &str, ruling: Ruling) {
        self.tries_to_rule(about, ruling).await.unwrap();
    }

    pub(crate) async fn tries_to_rule(
        &self,
        about: &str,
        ruling: Ruling,
    ) -> Result<(), DecideContactError> {
        self.peer
            .decide_contact
            .handle(DecideContact { who: address(about), ruling, at: self.clock.now() })
            .await
    }

    pub(crate) async fn contacts(&self) -> Vec<Contact> {
        self.peer.read_contacts.handle(ReadContacts).await.unwrap()
    }

    /// How somebody is shown to stand, and how many messages of the conversation there are; nothing if they are not shown.
    pub(crate) async fn knows(&self, who: &str) -> Option<(Standing, u64)> {
        let contact = self.contacts().await.into_iter().find(|it| it.address == address(who))?;
        Some((contact.standing, contact.conversation.map_or(0, |it| it.messages)))
    }

    /// With whom there are conversations.
    pub(crate) async fn talks_with(&self) -> Vec<String> {
        let all = self
            .peer
            .read_conversations
            .handle(ReadConversations { at: self.clock.now() })
            .await
            .unwrap();
        all.into_iter().map(|it| it.with.person().unwrap().username.to_string()).collect()
    }
}
