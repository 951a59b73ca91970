use std::sync::Arc;

use causerie_chat::{Address, SafetyNumber, Timestamp};

use crate::{
    QueryHandler,
    peer::OwnIdentity,
    ports::{Identities, Unavailable},
};

/// How sure is it who that is?
#[derive(Debug)]
pub struct ReadIdentity {
    /// The person.
    pub who: Address,
}

/// How sure it is who somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What to compare with them.
    pub safety_number: SafetyNumber,
    /// When it was, if ever; nothing while a change is undecided.
    pub verified: Option<Timestamp>,
    /// The one with the account key they are offered under now, if that is another and undecided. Nothing is sent to
    /// them meanwhile.
    pub changed: Option<SafetyNumber>,
}

/// Answers [`ReadIdentity`]; nothing for those this device does not know.
pub struct ReadIdentityHandler {
    /// This person's.
    pub own: Arc<OwnIdentity>,
    /// Knows who people are.
    pub identities: Arc<dyn Identities>,
}

impl QueryHandler<ReadIdentity> for ReadIdentityHandler {
    type Answer = Option<Standing>;
    type Error = Unavailable;

    async fn handle(&self, query: ReadIdentity) -> Result<Option<Standing>, Unavailable> {
        let ReadIdentity { who } = query;
        let Some(known) = self.identities.identity(&who).await? else { return Ok(None) };
        let number = |key: &_| self.own.safety_number(&who, key);
        let changed = known.offered.map(|offered| number(&offered.account_key));
        Ok(Some(Standing {
            safety_number: number(&known.person.account_key),
            verified: known.verified.filter(|_| changed.is_none()),
            changed,
        }))
    }
}
