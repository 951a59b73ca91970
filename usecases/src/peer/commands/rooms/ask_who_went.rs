use std::sync::Arc;

use causerie_chat::{Address, DeviceAddress, Standing, Timestamp};
use causerie_session::Randomness;

use crate::{
    CommandHandler,
    peer::{Dispatch, paths::Moment},
    ports::{Event, Events, Identities, Unavailable},
};

/// Ask a device that is in a room with this one no more what became of what lies in its mailbox.
#[derive(Debug)]
pub struct AskWhoWent {
    /// The device.
    pub to: DeviceAddress,
    /// When.
    pub at: Timestamp,
    /// A random number, to spread retries.
    pub jitter: u32,
    /// What sealing draws from.
    pub randomness: Randomness,
}

/// Carries out [`AskWhoWent`]: what lies there goes to it once more, directly, and its answer counts. Where there is none, a contact says sooner or later in
/// their session what came of it, and is asked again; of nobody else is that to be expected: it has failed then.
pub struct AskWhoWentHandler {
    /// Knows who is a contact.
    pub identities: Arc<dyn Identities>,
    /// Brings it there.
    pub dispatch: Arc<Dispatch>,
    /// Hears of it.
    pub events: Arc<dyn Events>,
}

impl CommandHandler<AskWhoWent> for AskWhoWentHandler {
    type Error = Unavailable;

    async fn handle(&self, command: AskWhoWent) -> Result<(), Unavailable> {
        let AskWhoWent { to, at, jitter, randomness } = command;
        let now = Moment { at, jitter };
        let has_answered = self.dispatch.ask_for_rooms(&to, now, &randomness).await?;
        if !has_answered {
            if self.tells(&to.person).await? {
                return Ok(());
            }
            self.dispatch.give_up_rooms(&to, now, &randomness).await?;
        }
        self.events.tell(Event::Delivery(to.person.into()));
        Ok(())
    }
}

impl AskWhoWentHandler {
    async fn tells(&self, who: &Address) -> Result<bool, Unavailable> {
        let standing = self.identities.standing(who).await?;
        Ok(standing.is_some_and(Standing::is_accepted))
    }
}
