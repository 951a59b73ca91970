use std::sync::Arc;

use causerie_chat::{Challenge, ChallengeId, Timestamp};

use crate::{
    QueryHandler,
    ports::{ChallengeBook, Unavailable},
};

/// What is to be signed?
#[derive(Debug)]
pub struct ReadChallenge {
    /// The challenge.
    pub id: ChallengeId,
    /// Now.
    pub at: Timestamp,
}

/// Answers [`ReadChallenge`]: nothing for one that was never opened or expired.
pub struct ReadChallengeHandler {
    /// Remembers.
    pub book: Arc<dyn ChallengeBook>,
}

impl QueryHandler<ReadChallenge> for ReadChallengeHandler {
    type Answer = Option<Challenge>;
    type Error = Unavailable;

    async fn handle(&self, query: ReadChallenge) -> Result<Option<Challenge>, Unavailable> {
        let challenge = self.book.challenge(&query.id).await?;
        Ok(challenge.filter(|challenge| query.at < challenge.expires))
    }
}
