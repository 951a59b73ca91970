//! What is said of messages before they are here.

use std::collections::VecDeque;

use causerie_chat::{Address, Conversation, DeliveryState, MessageId, Timestamp};
use causerie_usecases::ports::Inbox;

use super::Kept;

/// News of a message that is not here yet.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Early {
    pub(super) author: Address,
    pub(super) message: MessageId,
    /// Who said so.
    pub(super) teller: Address,
    pub(super) news: DeliveryState,
}

impl Kept {
    /// Keeps what was said of a message until it comes, if another device of this person can bring it.
    pub(super) fn hold(&mut self, me: &Address, early: Early) {
        let has_others = self.contacts.get(me).is_some_and(|it| it.person.devices.len() > 1);
        if !has_others || self.early.contains(&early) {
            return;
        }
        let theirs = |it: &&Early| it.teller == early.teller;
        if self.early.iter().filter(theirs).count() >= <dyn Inbox>::EARLY
            && let Some(oldest) = self.early.iter().position(|it| it.teller == early.teller)
        {
            self.early.remove(oldest);
        }
        self.early.push_back(early);
    }

    /// A message is here now: what was said of it before counts, by its recipient or, of what somebody else sent, by this person's other
    /// devices.
    pub(super) fn catch_up(&mut self, me: &Address, index: usize, at: Timestamp) {
        let Some(message) = self.records.get(index).map(|record| record.message.clone()) else {
            return;
        };
        let tellers = match (&message.recipient, self.reached.get(&index)) {
            _ if message.author != *me => vec![me.clone()],
            (Conversation::Person(to), _) => vec![to.clone()],
            (Conversation::Room(_), reached) => {
                reached.iter().flat_map(|it| it.iter()).map(|it| it.who.clone()).collect()
            }
        };
        let (now, later): (VecDeque<_>, _) =
            std::mem::take(&mut self.early).into_iter().partition(|it| {
                it.message == message.id
                    && it.author == message.author
                    && tellers.contains(&it.teller)
            });
        self.early = later;
        for early in now {
            self.advance_with(index, &early.teller, early.news, at);
        }
    }
}
