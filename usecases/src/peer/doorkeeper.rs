use std::sync::Arc;

use causerie_chat::{Address, Choice, Standing, Terms, Timestamp};

use super::Choosing;
use crate::ports::{Cursor, History, Identities, Unavailable};

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
    /// How many messages of one who is not accepted are ever kept.
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
        Ok(match self.identities.standing(who).await? {
            None => self.strangers == Strangers::Welcome,
            Some(standing) => self.is_welcome(standing),
        })
    }

    /// What may be taken of the person's mail.
    pub(super) async fn admits(&self, who: &Address) -> Result<Admission, Unavailable> {
        if *who == self.me {
            return Ok(Admission::All);
        }
        match self.identities.standing(who).await? {
            Some(standing) if standing.is_blocked => Ok(Admission::Nothing),
            Some(standing) if self.is_welcome(standing) => Ok(Admission::All),
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
    pub(super) async fn receives(&self, who: &Address) -> Result<(), Unavailable> {
        if self.strangers == Strangers::Welcome
            && self.identities.standing(who).await? == Some(Standing::REQUESTED)
        {
            // Whatever somebody decides counts before what nobody did.
            let accepted = [Choice::Terms(Terms::Accepted)];
            self.choosing.choose(&who.clone().into(), &accepted, Timestamp::default()).await?;
        }
        Ok(())
    }

    /// How they stand now; nothing if they are not known.
    pub(super) async fn standing(&self, who: &Address) -> Result<Option<Standing>, Unavailable> {
        if *who == self.me {
            return Ok(Some(Standing::ACCEPTED));
        }
        self.identities.standing(who).await
    }

    fn is_welcome(&self, standing: Standing) -> bool {
        let asks = standing == Standing::REQUESTED;
        standing.is_accepted() || asks && self.strangers == Strangers::Welcome
    }

    /// How much more of a person who is known and not accepted is taken.
    async fn rest(&self, who: &Address) -> Result<Admission, Unavailable> {
        let kept =
            self.history.conversation(&who.clone().into(), Cursor(0), Self::MOST_MESSAGES).await?;
        let theirs = kept.iter().filter(|it| it.message.author == *who);
        let bytes: usize = theirs.map(|it| it.message.body.data().len()).sum();
        // With what has disappeared: otherwise a timer would make room for more.
        let said = usize::try_from(self.history.kept_of(who).await?).unwrap_or(usize::MAX);
        Ok(Admission::Some {
            envelopes: Self::MOST_MESSAGES.saturating_sub(said),
            bytes: Self::MOST_BYTES.saturating_sub(bytes),
        })
    }
}
