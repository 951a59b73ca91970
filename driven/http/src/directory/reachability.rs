use async_trait::async_trait;
use causerie_chat::{DeviceAddress, NetworkAddress, Timestamp};
use causerie_usecases::ports::{Announcements, NotAnnounced, Published, Unavailable, Whereabouts};
use causerie_wire::{PublishAddress, PublishedAddress};
use reqwest::{Method, StatusCode};

use super::DirectoryClient;
use crate::call::NoAnswer;

#[async_trait]
impl Announcements for DirectoryClient {
    async fn announce(
        &self,
        device: &DeviceAddress,
        address: &NetworkAddress,
        time_to_live: u64,
    ) -> Result<(), NotAnnounced> {
        let body = PublishAddress { address: address.to_string(), time_to_live };
        let request = self.request(Method::PUT, &path(device)).json(&body);
        let announced = self.call("directory.publish_address", request).await;
        announced.map(drop).map_err(|refused| match refused.code() {
            Some("DEVICE_REVOKED") => NotAnnounced::Revoked,
            _ => NotAnnounced::Unavailable(refused.into()),
        })
    }

    async fn retract(&self, device: &DeviceAddress) -> Result<(), Unavailable> {
        let request = self.request(Method::DELETE, &path(device));
        Ok(self.call("directory.withdraw_address", request).await.map(drop)?)
    }
}

#[async_trait]
impl Whereabouts for DirectoryClient {
    async fn whereabouts(&self, device: &DeviceAddress) -> Result<Option<Published>, Unavailable> {
        if device.person.domain != self.domain {
            return Ok(None);
        }
        match self.call("directory.where_is", self.request(Method::GET, &path(device))).await {
            Ok(answer) => {
                let raw: PublishedAddress = answer.json()?;
                let address = raw.address.parse();
                let address = address.map_err(|_| NoAnswer::Nonsense(StatusCode::OK))?;
                Ok(Some(Published { address, expires: Timestamp::from_millis(raw.expires) }))
            }
            Err(refused) if refused.is_absence() => Ok(None),
            Err(failed) => Err(failed.into()),
        }
    }
}

fn path(device: &DeviceAddress) -> String {
    format!("people/{}/devices/{}/address", device.person.username, device.device)
}
