use async_trait::async_trait;
use causerie_chat::{
    Address, RecoveryCodes, SecondFactorCode, SecondFactorStanding, Timestamp, TotpCode, TotpSecret,
};
use causerie_usecases::ports::{NotChanged, SecondFactorAnswers, SecondFactorDesk, Unavailable};
use causerie_wire::{Hidden, OfferSecondFactor, SecondFactor, SecondFactorCode as Code};
use reqwest::{Method, StatusCode};
use serde::Serialize;

use super::DirectoryClient;
use crate::call::NoAnswer;

#[async_trait]
impl SecondFactorDesk for DirectoryClient {
    async fn offer(
        &self,
        who: &Address,
        secret: &TotpSecret,
        codes: &RecoveryCodes,
    ) -> Result<(), NotChanged> {
        let codes = codes.as_slice().iter().map(|code| Hidden((*code.expose()).clone()));
        let secret = Hidden((*secret.expose()).clone());
        let body = OfferSecondFactor { secret, recovery_codes: codes.collect() };
        self.put("directory.offer_second_factor", &path(who, ""), &body).await
    }

    async fn confirm(&self, who: &Address, code: &TotpCode) -> Result<(), NotChanged> {
        let body = Code { code: Hidden(code.expose().to_owned()) };
        self.put("directory.confirm_second_factor", &path(who, "/confirmation"), &body).await
    }

    async fn remove(&self, who: &Address, code: &SecondFactorCode) -> Result<(), NotChanged> {
        let body = Code { code: Hidden((*code.expose()).clone()) };
        self.put("directory.remove_second_factor", &path(who, "/removal"), &body).await
    }
}

impl DirectoryClient {
    pub(super) async fn put<T: Serialize + Sync>(
        &self,
        name: &'static str,
        path: &str,
        body: &T,
    ) -> Result<(), NotChanged> {
        let request = self.request(Method::PUT, path).json(body);
        self.call(name, request).await.map(drop).map_err(|answer| {
            match answer.refusal().or_else(|| answer.closed()) {
                Some(code) if !answer.asks_for_credential() => NotChanged::Refused(code),
                _ => NotChanged::Unavailable(answer.into()),
            }
        })
    }
}

#[async_trait]
impl SecondFactorAnswers for DirectoryClient {
    async fn standing(&self, who: &Address) -> Result<SecondFactorStanding, Unavailable> {
        let request = self.request(Method::GET, &path(who, ""));
        let answer = self.call("directory.read_second_factor", request).await?;
        let standing = answer.json().ok().and_then(|raw| read(&raw));
        Ok(standing.ok_or(NoAnswer::Nonsense(StatusCode::OK))?)
    }
}

fn read(raw: &SecondFactor) -> Option<SecondFactorStanding> {
    match (raw.standing.as_str(), raw.since, raw.recovery_codes_left) {
        ("off", ..) => Some(SecondFactorStanding::Off),
        ("offered", ..) => Some(SecondFactorStanding::Offered),
        ("on", Some(since), Some(left)) => Some(SecondFactorStanding::On {
            since: Timestamp::from_millis(since),
            recovery_codes_left: usize::try_from(left).ok()?,
        }),
        _ => None,
    }
}

fn path(who: &Address, beneath: &str) -> String {
    format!("people/{}/second-factor{beneath}", who.username)
}
