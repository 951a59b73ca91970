use async_trait::async_trait;
use causerie_chat::{ClaimId, DeviceAddress};
use causerie_session::{Bundle, PreKeyBatch, VerifiedBundle};
use causerie_usecases::ports::{Claim, NotClaimed, PreKeyBook, PreKeys, PreKeysLeft, Unavailable};
use causerie_wire::{self as wire, Base64};
use reqwest::{Method, StatusCode};

use super::DirectoryClient;
use crate::call::NoAnswer;

#[async_trait]
impl PreKeys for DirectoryClient {
    async fn publish(
        &self,
        device: &DeviceAddress,
        batch: &PreKeyBatch,
    ) -> Result<(), Unavailable> {
        let encoded = |bundle: &VerifiedBundle| Base64(bundle.bundle().encode());
        let body = wire::PublishPreKeys {
            last_resort: encoded(batch.last_resort()),
            one_time: batch.one_time().iter().map(encoded).collect(),
        };
        let request = self.request(Method::PUT, &path(device)).json(&body);
        Ok(self.call("directory.publish_pre_keys", request).await.map(drop)?)
    }

    /// The directory takes whoever the certificate names for the requester, its own clock for the time, and decides itself which
    /// bundle to set aside.
    async fn claim(&self, claim: &Claim) -> Result<(), NotClaimed> {
        let body = wire::ClaimPreKeys { target: claim.target.to_string() };
        let path = format!("pre-key-claims/{}", claim.id);
        let request = self.request(Method::PUT, &path).json(&body);
        let answer = self.call("directory.claim_pre_keys", request).await;
        answer.map(drop).map_err(refused)
    }
}

#[async_trait]
impl PreKeyBook for DirectoryClient {
    async fn claimed(
        &self,
        id: &ClaimId,
        _requester: &DeviceAddress,
    ) -> Result<Option<Bundle>, Unavailable> {
        let path = format!("pre-key-claims/{id}");
        match self.call("directory.read_claim", self.request(Method::GET, &path)).await {
            Ok(answer) => {
                let raw: wire::ClaimedPreKeys = answer.json()?;
                let bundle = Bundle::decode(&raw.bundle.0);
                Ok(Some(bundle.map_err(|_| NoAnswer::Nonsense(StatusCode::OK))?))
            }
            Err(refused) if refused.is_absence() => Ok(None),
            Err(failed) => Err(failed.into()),
        }
    }

    async fn left(&self, device: &DeviceAddress) -> Result<Option<PreKeysLeft>, Unavailable> {
        let request = self.request(Method::GET, &path(device));
        match self.call("directory.read_pre_keys_left", request).await {
            Ok(answer) => {
                let wire::PreKeysLeft { generation, one_time, last_number } = answer.json()?;
                Ok(Some(PreKeysLeft { generation, one_time, last_number }))
            }
            Err(refused) if refused.is_absence() => Ok(None),
            Err(failed) => Err(failed.into()),
        }
    }
}

fn path(device: &DeviceAddress) -> String {
    format!("people/{}/devices/{}/pre-keys", device.person.username, device.device)
}

fn refused(answer: NoAnswer) -> NotClaimed {
    match answer.code() {
        Some("NO_PRE_KEYS") => NotClaimed::NoPreKeys,
        Some("ID_IN_USE") => NotClaimed::IdInUse,
        Some("DEVICE_REVOKED") => NotClaimed::Revoked,
        Some("QUOTA_EXCEEDED") => NotClaimed::QuotaExceeded,
        _ => NotClaimed::Unavailable(answer.into()),
    }
}
