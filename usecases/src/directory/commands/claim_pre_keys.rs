use std::sync::Arc;

use causerie_chat::{ClaimId, DeviceAddress, Timestamp};

use super::ClaimsUnderWay;
use crate::{
    CommandHandler,
    ports::{Claim, MailBell, News, NotClaimed, PreKeyBook, PreKeyUse, PreKeys},
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
    /// Knows which claims were made,
    pub pre_key_book: Arc<dyn PreKeyBook>,
    /// and how many lately.
    pub pre_key_use: Arc<dyn PreKeyUse>,
    /// Counts those on their way.
    pub under_way: ClaimsUnderWay,
    /// Hands them out.
    pub pre_keys: Arc<dyn PreKeys>,
    /// Wakes whoever tells the target that it has fewer now.
    pub bell: Arc<dyn MailBell>,
}

impl CommandHandler<ClaimPreKeys> for ClaimPreKeysHandler {
    type Error = NotClaimed;

    async fn handle(&self, command: ClaimPreKeys) -> Result<(), NotClaimed> {
        let ClaimPreKeys { id, requester, target, at } = command;
        let mut claim = Claim { id, requester, target, may_use_one_time: false, at };
        if self.pre_key_book.claimed(&id, &claim.requester).await?.is_some() {
            // It takes nothing more, so it does not count again.
            return self.pre_keys.claim(&claim).await;
        }

        let under_way = self.under_way.enter(&claim);
        let since = Timestamp::from_millis(at.millis().saturating_sub(ClaimPreKeys::HOUR));
        let made = self.pre_key_use.claims_since(&claim.requester, &claim.target, since).await?;
        let others = under_way.others();
        if made.by_requester + others.by_requester >= ClaimPreKeys::MOST_BY_REQUESTER {
            return Err(NotClaimed::QuotaExceeded);
        }
        claim.may_use_one_time = made.of_target + others.of_target < ClaimPreKeys::MOST_OF_TARGET
            && made.of_target_by_requester + others.of_target_by_requester
                < ClaimPreKeys::MOST_OF_TARGET_BY_REQUESTER;
        self.pre_keys.claim(&claim).await?;
        self.bell.ring(&claim.target, News::PreKeys);
        Ok(())
    }
}
