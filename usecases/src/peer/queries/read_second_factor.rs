use std::sync::Arc;

use causerie_chat::{Address, SecondFactorStanding};

use crate::{
    QueryHandler,
    ports::{SecondFactorAnswers, Unavailable},
};

/// How does this person's second factor stand?
#[derive(Debug)]
pub struct ReadSecondFactor;

/// Answers [`ReadSecondFactor`].
pub struct ReadSecondFactorHandler {
    /// Whose.
    pub me: Address,
    /// The directory's.
    pub answers: Arc<dyn SecondFactorAnswers>,
}

impl QueryHandler<ReadSecondFactor> for ReadSecondFactorHandler {
    type Answer = SecondFactorStanding;
    type Error = Unavailable;

    async fn handle(&self, _: ReadSecondFactor) -> Result<SecondFactorStanding, Unavailable> {
        self.answers.standing(&self.me).await
    }
}
