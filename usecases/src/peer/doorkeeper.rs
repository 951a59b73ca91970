use std::sync::Arc;

use causerie_chat::{Address, Ruling, Standing, Timestamp};

use super::Choosing;
use crate::ports::{Cursor, History, Identities, KnownIdentity, Unavailable};

/// What becomes of people who write and are not known yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strangers {
    /// They ask to be accepted, and get no answer until they are.
    #[default]
    Ask,
    /// They are accepted at once: for a bot, or where everybody in the directory belongs together.
    Welcome,
}

/// Sees to it who is let in: contacts are, those who ask are to a small extent and by their mailbox alone, and others are not.
pub struct Doorkeeper {
    /// This person, whose own devices are always let in.
    pub me: Address,
    /// What becomes of those who are not known.
    pub strangers: Strangers,
    /// Knows how people stand.
    pub identities: Arc<dyn Identities>,
    /// Has it be otherwise.
    pub choosing: Arc<Choosing>,
    /// Knows how much of them is here.
    pub history: Arc<dyn History>,
}

/// What may be taken of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Admission {
    /// All there is.
    All,
    /// That many envelopes with that many bytes in all, and nothing of it is answered.
    Some { envelopes: usize, bytes: usize },
    /// Nothing, for now.
    Nothing,
}

impl Doorkeeper {
    /// How many messages of one who is not accepted are kept.
    pub const MOST_MESSAGES: usize = 32;
    /// How many bytes they say at most, padding included.
    pub const MOST_BYTES: usize = 64 * 1024;
    /// How many people may ask at a time; what others send who are not known waits until fewer do.
    pub const MOST_REQUESTS: usize = 500;

    /// Whether what the person's devices bring directly is answered.
    pub async fn answers(&self, who: &Address) -> Result<bool, Unavailable> {
        if *who == self.me {
            return Ok(true);
        }
        Ok(match self.identities.identity(who).await? {
            None => self.strangers == Strangers::Welcome,
            Some(known) => self.is_welcome(&known),
        })
    }

    /// What may be taken of the person's mail.
    pub(super) async fn admits(&self, who: &Address) -> Result<Admission, Unavailable> {
        if *who == self.me {
            return Ok(Admission::All);
        }
        match self.identities.identity(who).await? {
            Some(known) if known.standing.is_blocked => Ok(Admission::Nothing),
            Some(known) if self.is_welcome(&known) => Ok(Admission::All),
            Some(_) => self.rest(who).await,
            None if self.strangers == Strangers::Welcome => Ok(Admission::All),
            None => {
                let full = self.identities.asking().await? >= Self::MOST_REQUESTS;
                let envelopes = if full { 0 } else { Self::MOST_MESSAGES };
                Ok(Admission::Some { envelopes, bytes: Self::MOST_BYTES })
            }
        }
    }

    /// To be called once something of the person was taken: accepts one who asks, where nobody has to.
    pub(super) async fn receives(&self, who: &Address, at: Timestamp) -> Result<(), Unavailable> {
        if self.strangers == Strangers::Welcome
            && let Some(known) = self.identities.identity(who).await?
            && known.standing == Standing::REQUESTED
        {
            self.choosing.choose(who, Ruling::Accept.choices(), at).await?;
        }
        Ok(())
    }

    /// How they stand now; nothing if they are not known.
    pub(super) async fn standing(&self, who: &Address) -> Result<Option<Standing>, Unavailable> {
        if *who == self.me {
            return Ok(Some(Standing::ACCEPTED));
        }
        Ok(self.identities.identity(who).await?.map(|known| known.standing))
    }

    fn is_welcome(&self, known: &KnownIdentity) -> bool {
        let asks = known.standing == Standing::REQUESTED;
        known.standing.is_accepted() || asks && self.strangers == Strangers::Welcome
    }

    /// How much more of a person who is known and not accepted is taken.
    async fn rest(&self, who: &Address) -> Result<Admission, Unavailable> {
        let kept = self.history.conversation(who, Cursor(0), Self::MOST_MESSAGES).await?;
        let theirs = kept.iter().filter(|it| it.message.author == *who);
        let bytes: usize = theirs.map(|it| it.message.body.data().len()).sum();
        Ok(Admission::Some {
            envelopes: Self::MOST_MESSAGES - kept.len(),
            bytes: Self::MOST_BYTES.saturating_sub(bytes),
        })
    }
}
