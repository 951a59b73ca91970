use async_trait::async_trait;
use causerie_chat::{Challenge, ChallengeId, Timestamp};
use causerie_usecases::ports::{
    Answer, ChallengeBook, Challenges, NotOpened, NotRedeemed, Unavailable,
};

use super::MemoryDirectory;
use crate::lock::lock;

/// A challenge, and its answer if there is one.
pub(super) struct Opened {
    challenge: Challenge,
    answer: Option<Answer>,
    keep_until: Timestamp,
}

#[async_trait]
impl Challenges for MemoryDirectory {
    async fn open(&self, challenge: &Challenge, now: Timestamp) -> Result<(), NotOpened> {
        let challenges = &mut lock(&self.records).challenges;
        challenges.retain(|_, opened| now < opened.keep_until);
        if challenges.contains_key(&challenge.id) {
            return Ok(());
        }
        if challenges.len() >= self.room {
            return Err(NotOpened::TooMany);
        }
        let keep_until = challenge.expires;
        let opened = Opened { challenge: challenge.clone(), answer: None, keep_until };
        challenges.insert(challenge.id, opened);
        Ok(())
    }

    async fn redeem(
        &self,
        id: &ChallengeId,
        answer: &Answer,
        until: Timestamp,
    ) -> Result<(), NotRedeemed> {
        let challenges = &mut lock(&self.records).challenges;
        let opened = challenges.get_mut(id).ok_or(NotRedeemed::Spent)?;
        match &opened.answer {
            Some(given) if given.statement == answer.statement => Ok(()),
            Some(_) => Err(NotRedeemed::Spent),
            None => {
                opened.answer = Some(answer.clone());
                opened.keep_until = until;
                Ok(())
            }
        }
    }
}

#[async_trait]
impl ChallengeBook for MemoryDirectory {
    async fn challenge(&self, id: &ChallengeId) -> Result<Option<Challenge>, Unavailable> {
        Ok(lock(&self.records).challenges.get(id).map(|opened| opened.challenge.clone()))
    }

    async fn answer(&self, id: &ChallengeId) -> Result<Option<Answer>, Unavailable> {
        Ok(lock(&self.records).challenges.get(id).and_then(|opened| opened.answer.clone()))
    }
}
