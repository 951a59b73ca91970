use std::{collections::HashMap, sync::Arc};

use causerie_chat::{Address, Standing, Timestamp};

use crate::{
    QueryHandler,
    ports::{Glance, History, Identities, KnownIdentity, Unavailable},
};

/// With whom has this person to do?
#[derive(Debug)]
pub struct ReadContacts;

/// Somebody this person has to do with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Their name.
    pub address: Address,
    /// How they stand.
    pub standing: Standing,
    /// When somebody compared the account key with theirs, if ever.
    pub verified: Option<Timestamp>,
    /// Whether they show another account key now, and nobody has decided yet.
    pub is_changed: bool,
    /// What was said, if anything was.
    pub conversation: Option<Glance>,
}

/// Answers [`ReadContacts`]: those something was said with first, the latest first; then the others by name. Of those who ask, who said
/// nothing is not among them.
pub struct ReadContactsHandler {
    /// This person, who is not among them.
    pub me: Address,
    /// Knows them.
    pub identities: Arc<dyn Identities>,
    /// Knows what was said.
    pub history: Arc<dyn History>,
}

impl QueryHandler<ReadContacts> for ReadContactsHandler {
    type Answer = Vec<Contact>;
    type Error = Unavailable;

    async fn handle(&self, _: ReadContacts) -> Result<Vec<Contact>, Unavailable> {
        let conversations = self.history.conversations().await?;
        let with = |it: &Glance| it.with.person().cloned();
        let said = conversations.into_iter().enumerate();
        let mut said: HashMap<_, _> = said.filter_map(|it| Some((with(&it.1)?, it))).collect();
        let known = self.identities.identities().await?;
        let mut contacts: Vec<_> = known
            .into_iter()
            .filter(|known| known.person.address != self.me)
            .map(|known| {
                let (place, conversation) = said.remove(&known.person.address).unzip();
                (place.unwrap_or(usize::MAX), contact(known, conversation))
            })
            .filter(|(_, it)| it.standing != Standing::REQUESTED || it.conversation.is_some())
            .collect();
        contacts.sort_by_cached_key(|(place, it)| (*place, it.address.to_string()));
        Ok(contacts.into_iter().map(|(_, contact)| contact).collect())
    }
}

fn contact(known: KnownIdentity, conversation: Option<Glance>) -> Contact {
    let KnownIdentity { person, verified, offered, standing } = known;
    Contact {
        address: person.address,
        standing,
        verified,
        is_changed: offered.is_some(),
        conversation,
    }
}
