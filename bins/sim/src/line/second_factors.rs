use async_trait::async_trait;
use causerie_chat::{
    Address, CodeUse, RecoveryCodes, SecondFactorCode, SecondFactorStanding, TotpCode, TotpSecret,
};
use causerie_usecases::{
    CommandHandler, QueryHandler,
    directory::{
        commands::{
            ConfirmSecondFactor, ConfirmSecondFactorError, NotPassed, OfferSecondFactor,
            OfferSecondFactorError, RemoveSecondFactor,
        },
        queries::ReadSecondFactor,
    },
    ports::{NotChanged, SecondFactorAnswers, SecondFactorDesk, Unavailable},
};

use super::{Line, sign_in::told};
use crate::{
    machine::{owner, parsed},
    task::DIRECTORY,
};

#[async_trait]
impl SecondFactorDesk for Line {
    async fn offer(
        &self,
        who: &Address,
        secret: &TotpSecret,
        codes: &RecoveryCodes,
    ) -> Result<(), NotChanged> {
        let (who, secret, codes) = (who.clone(), secret.clone(), codes.clone());
        let answer = Line::ask(self, "offer second factor", move |directory, _| {
            let (who, secret, codes) = (who.clone(), secret.clone(), codes.clone());
            let command = OfferSecondFactor { who, secret, codes };
            async move { directory.offer_second_factor.handle(command).await }
        });
        answer.await.map_err(Unavailable::from)?.map_err(|refused| match refused {
            OfferSecondFactorError::Unavailable(cause) => cause.into(),
            OfferSecondFactorError::Enabled => NotChanged::Refused(parsed("TOTP_ENABLED")),
        })
    }

    async fn confirm(&self, who: &Address, code: &TotpCode) -> Result<(), NotChanged> {
        let (who, code, by) = (who.clone(), code.clone(), owner(self.from));
        let answer = Line::ask(self, "confirm second factor", move |directory, world| {
            let (who, code) = (who.clone(), code.clone());
            async move {
                let at = world.clock(DIRECTORY);
                let shown = SecondFactorCode::Totp(code.clone());
                let what = *CodeUse::of("confirmation").as_bytes();
                let visit = world.comes(by, what, Some(&shown), None, at);
                let command = ConfirmSecondFactor { who, code, at };
                let done = directory.confirm_second_factor.handle(command).await;
                world.goes(visit, None);
                done
            }
        });
        answer.await.map_err(Unavailable::from)?.map_err(|refused| match refused {
            ConfirmSecondFactorError::Unavailable(cause) => cause.into(),
            ConfirmSecondFactorError::WrongCode => NotChanged::Refused(parsed("TOTP_WRONG")),
            ConfirmSecondFactorError::NotOffered => NotChanged::Refused(parsed("TOTP_NOT_OFFERED")),
        })
    }

    async fn remove(&self, who: &Address, code: &SecondFactorCode) -> Result<(), NotChanged> {
        let (who, code, by) = (who.clone(), code.clone(), owner(self.from));
        let answer = Line::ask(self, "remove second factor", move |directory, world| {
            let (who, code) = (who.clone(), code.clone());
            async move {
                let at = world.clock(DIRECTORY);
                let what = *CodeUse::of("removal").as_bytes();
                let visit = world.comes(by, what, Some(&code), None, at);
                let command = RemoveSecondFactor { who, code, at };
                let done = directory.remove_second_factor.handle(command).await;
                let refused = match &done {
                    Err(NotPassed::Refused(why)) => Some(*why),
                    _ => None,
                };
                world.goes(visit, refused);
                done
            }
        });
        answer.await.map_err(Unavailable::from)?.map_err(|refused| match refused {
            NotPassed::Unavailable(cause) => cause.into(),
            NotPassed::Refused(why) => NotChanged::Refused(told(why)),
        })
    }
}

#[async_trait]
impl SecondFactorAnswers for Line {
    async fn standing(&self, who: &Address) -> Result<SecondFactorStanding, Unavailable> {
        let who = who.clone();
        let answer = Line::ask(self, "read second factor", move |directory, _| {
            let query = ReadSecondFactor { who: who.clone() };
            async move { directory.read_second_factor.handle(query).await }
        });
        answer.await?
    }
}
