use std::sync::Arc;

use causerie_chat::{ChallengeId, Credential};

use crate::{
    QueryHandler,
    ports::{ChallengeBook, Unavailable},
};

/// Which credential did the answer to a challenge earn?
#[derive(Debug)]
pub struct ReadCredential {
    /// The challenge.
    pub challenge: ChallengeId,
}

/// Answers [`ReadCredential`]: nothing for a challenge that nobody answered.
pub struct ReadCredentialHandler {
    /// Remembers.
    pub book: Arc<dyn ChallengeBook>,
}

impl QueryHandler<ReadCredential> for ReadCredentialHandler {
    type Answer = Option<Credential>;
    type Error = Unavailable;

    async fn handle(&self, query: ReadCredential) -> Result<Option<Credential>, Unavailable> {
        let answer = self.book.answer(&query.challenge).await?;
        Ok(answer.map(|answer| answer.credential))
    }
}
