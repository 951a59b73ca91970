use std::sync::Arc;

use causerie_chat::{ClaimId, DeviceAddress, Timestamp};

use crate::{
    CommandHandler,
    ports::{Claim, NotClaimed, PreKeyUse, PreKeys},
};

/// Set one of a device's bundles aside for somebody who wants to begin a session with it.
#[derive(Debug)]
pub struct ClaimPreKeys {
    /// Minted by the requester.
    pub id: ClaimId,
    /// Who wants to, as its credential has it.
    pub requester: DeviceAddress,
    /// With whom.
    pub target: DeviceAddress,
    /// When.
    pub at: Timestamp,
}

impl ClaimPreKeys {
    /// How many claims one device may make in an hour.
    pub const MOST_BY_REQUESTER: u64 = 200;
    /// How many one-time bundles of a device are handed out in an hour; from then on the one of last resort is, so that nobody
    /// can use them up for all others.
    pub const MOST_OF_TARGET: u64 = 60;
    /// How many of these one device may have.
    pub const MOST_OF_TARGET_BY_REQUESTER: u64 = 6;

    const HOUR: u64 = 60 * 60 * 1_000;
}

/// Carries out [`ClaimPreKeys`].
pub struct ClaimPreKeysHandler {
    /// Knows how many were claimed lately.
    pub pre_key_use: Arc<dyn PreKeyUse>,
    /// Hands them out.
    pub pre_keys: Arc<dyn PreKeys>,
}

impl CommandHandler<ClaimPreKeys> for ClaimPreKeysHandler {
    type Error = NotClaimed;

    async fn handle(&self, command: ClaimPreKeys) -> Result<(), NotClaimed> {
        let ClaimPreKeys { id, requester, target, at } = command;
        let since = Timestamp::from_millis(at.millis().saturating_sub(ClaimPreKeys::HOUR));
        let lately = self.pre_key_use.claims_since(&requester, &target, since).await?;
        if lately.by_requester >= ClaimPreKeys::MOST_BY_REQUESTER {
            return Err(NotClaimed::QuotaExceeded);
        }
        let may_use_one_time = lately.of_target < ClaimPreKeys::MOST_OF_TARGET
            && lately.of_target_by_requester < ClaimPreKeys::MOST_OF_TARGET_BY_REQUESTER;
        let claim = Claim { id, requester, target, may_use_one_time, at };
        self.pre_keys.claim(&claim).await
    }
}
