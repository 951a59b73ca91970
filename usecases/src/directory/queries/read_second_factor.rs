use std::sync::Arc;

use causerie_chat::{Address, SecondFactorStanding};

use crate::{
    QueryHandler,
    ports::{SecondFactorBook, Unavailable},
};

/// How does an account's second factor stand? None of its secrets is ever handed out.
#[derive(Debug)]
pub struct ReadSecondFactor {
    /// Whose.
    pub who: Address,
}

/// Answers [`ReadSecondFactor`].
pub struct ReadSecondFactorHandler {
    /// Knows it.
    pub book: Arc<dyn SecondFactorBook>,
}

impl QueryHandler<ReadSecondFactor> for ReadSecondFactorHandler {
    type Answer = SecondFactorStanding;
    type Error = Unavailable;

    async fn handle(&self, query: ReadSecondFactor) -> Result<SecondFactorStanding, Unavailable> {
        let kept = self.book.second_factor(&query.who).await?;
        Ok(SecondFactorStanding::of(kept.factor.as_ref()))
    }
}
