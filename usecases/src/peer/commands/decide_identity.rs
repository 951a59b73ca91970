use std::sync::Arc;

use causerie_chat::{Address, SafetyNumber, Timestamp};
use thiserror::Error;

use crate::{
    CommandHandler,
    peer::OwnIdentity,
    ports::{Contacts, Decision, Doorbell, Identities, KnownIdentity, Unavailable},
};

/// Decide whose a person's account key is: the offered one if there is one, else the pinned one.
#[derive(Debug)]
pub struct DecideIdentity {
    /// The person.
    pub who: Address,
    /// What was decided.
    pub verdict: Verdict,
    /// When.
    pub at: Timestamp,
}

/// What somebody decided about an identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It was compared with theirs, and this was the safety number.
    Compared(SafetyNumber),
    /// It is taken without comparing.
    Accepted,
    /// What was offered is not theirs; the pinned one stays.
    Rejected,
}

/// Carries out [`DecideIdentity`].
pub struct DecideIdentityHandler {
    /// This person's.
    pub own: Arc<OwnIdentity>,
    /// Knows who people are.
    pub identities: Arc<dyn Identities>,
    /// Keeps what was decided.
    pub contacts: Arc<dyn Contacts>,
    /// Wakes what waited for it.
    pub doorbell: Arc<dyn Doorbell>,
    /// Wakes whoever shows contacts that this person is there.
    pub presence_bell: Arc<dyn Doorbell>,
}

impl CommandHandler<DecideIdentity> for DecideIdentityHandler {
    type Error = DecideIdentityError;

    async fn handle(&self, command: DecideIdentity) -> Result<(), DecideIdentityError> {
        let DecideIdentity { who, verdict, at } = command;
        let known = self.identities.identity(&who).await?;
        let KnownIdentity { person, offered, .. } = known.ok_or(DecideIdentityError::Unknown)?;
        let pinned = person.account_key;
        let in_question = offered.map_or(pinned, |offered| offered.account_key);
        let (key, verified) = match verdict {
            Verdict::Accepted => (in_question, None),
            Verdict::Rejected => (pinned, None),
            Verdict::Compared(number) if number == self.own.safety_number(&who, &in_question) => {
                (in_question, Some(at))
            }
            Verdict::Compared(_) => return Err(DecideIdentityError::Mismatch),
        };
        self.contacts.decide(&Decision { who, key, verified }).await?;
        self.doorbell.ring();
        self.presence_bell.ring();
        Ok(())
    }
}

/// Why nothing was decided.
#[derive(Debug, Error)]
pub enum DecideIdentityError {
    /// This device has nothing to do with anybody of that name.
    #[error("nobody of that name is known here")]
    Unknown,
    /// The safety number is another: somebody may be in between.
    #[error("the safety number does not match")]
    Mismatch,
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
