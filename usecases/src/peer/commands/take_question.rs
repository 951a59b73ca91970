use std::sync::Arc;

use causerie_chat::{Cause, DeviceAddress, Envelope, Path, Timestamp};
use thiserror::Error;

use crate::{
    CommandHandler,
    peer::{
        OwnIdentity, Questions,
        questions::Question,
        sealing::{Asked, Open},
    },
    ports::{Identities, Inbox, NotTaken, Unavailable},
};

/// Take the question of another device of this person for a page of history; [`crate::peer::queries::ReadPage`] answers it.
#[derive(Debug)]
pub struct TakeQuestion {
    /// Who asks, as its credential has it.
    pub sender: DeviceAddress,
    /// What it brings.
    pub envelope: Envelope,
    /// When.
    pub at: Timestamp,
}

/// Carries out [`TakeQuestion`] (T5). The question opens in the session of the two devices, and once.
pub struct TakeQuestionHandler {
    /// This device.
    pub own: Arc<OwnIdentity>,
    /// Knows which devices this person has.
    pub identities: Arc<dyn Identities>,
    /// Opens the question.
    pub inbox: Arc<dyn Inbox>,
    /// Keeps it.
    pub questions: Arc<Questions>,
}

impl CommandHandler<TakeQuestion> for TakeQuestionHandler {
    type Error = TakeQuestionError;

    async fn handle(&self, command: TakeQuestion) -> Result<(), TakeQuestionError> {
        let TakeQuestion { sender, envelope, at } = command;
        if !self.is_another_own(&sender).await? {
            return Err(TakeQuestionError::Refused(Cause::NOT_YOUR_DEVICE));
        }
        let came_in = envelope.id;
        let asked = Arc::new(Asked::new(Open::new(self.own.clone(), sender.clone(), at)));
        let taken = self.inbox.take(&sender, vec![envelope], asked.clone(), Path::Direct, at).await;
        match taken {
            Ok(()) => {}
            Err(NotTaken::Refused(refused)) => {
                let cause = refused.into_iter().next().map(|(_, cause)| cause);
                return Err(TakeQuestionError::Refused(cause.unwrap_or(Cause::CANNOT_OPEN)));
            }
            Err(NotTaken::Unavailable(cause)) => return Err(cause.into()),
        }
        // It was taken before, by another way than this.
        let (id, wanted) = asked.take().ok_or(TakeQuestionError::Refused(Cause::CANNOT_OPEN))?;
        self.questions.note(&sender, Question { id, envelope: came_in, wanted });
        Ok(())
    }
}

impl TakeQuestionHandler {
    /// Whether it is one of this person's other devices, by the list that the account key signed and is in force as far as is known here.
    async fn is_another_own(&self, sender: &DeviceAddress) -> Result<bool, Unavailable> {
        let me = &self.own.device;
        if sender.person != me.person || sender == me {
            return Ok(false);
        }
        let known = self.identities.identity(&me.person).await?;
        let myself = known.map(|known| known.person).filter(|person| self.own.admits(person));
        let list = myself.and_then(|person| person.list);
        Ok(list.is_some_and(|list| {
            list.has(&sender.device) && list.verify(&self.own.account_key).is_ok()
        }))
    }
}

/// Why a question is not answered.
#[derive(Debug, Error)]
pub enum TakeQuestionError {
    /// It is not for whoever brought it to ask, or it is no question that can be answered here.
    #[error("refused: {0}")]
    Refused(Cause),
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
