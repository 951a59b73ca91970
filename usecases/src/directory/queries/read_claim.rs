use std::sync::Arc;

use causerie_chat::{ClaimId, DeviceAddress};
use causerie_session::Bundle;

use crate::{
    QueryHandler,
    ports::{PreKeyBook, Unavailable},
};

/// What was set aside for a claim?
#[derive(Debug)]
pub struct ReadClaim {
    /// The claim.
    pub id: ClaimId,
    /// Who asks, as its credential has it.
    pub requester: DeviceAddress,
}

/// Answers [`ReadClaim`]: nothing for a claim that nobody made, or somebody else.
pub struct ReadClaimHandler {
    /// Knows.
    pub pre_key_book: Arc<dyn PreKeyBook>,
}

impl QueryHandler<ReadClaim> for ReadClaimHandler {
    type Answer = Option<Bundle>;
    type Error = Unavailable;

    async fn handle(&self, query: ReadClaim) -> Result<Option<Bundle>, Unavailable> {
        self.pre_key_book.claimed(&query.id, &query.requester).await
    }
}
