use async_trait::async_trait;
use causerie_chat::{DeviceAddress, LinkId, Timestamp};
use causerie_usecases::ports::{LinkBook, Links, NotLinked};
use causerie_wire::{Leave, Left};
use reqwest::{Method, RequestBuilder};

use super::DirectoryClient;
use crate::call::NoAnswer;

#[async_trait]
impl Links for DirectoryClient {
    async fn open(&self, id: LinkId, _: &DeviceAddress, _: Timestamp) -> Result<(), NotLinked> {
        let request = self.request(Method::PUT, &format!("links/{}", id.expose()));
        self.link("directory.open_link", request).await
    }

    async fn ask(&self, id: LinkId, sealed: Vec<u8>, _: Timestamp) -> Result<(), NotLinked> {
        let request = self.request(Method::PUT, &format!("links/{}/request", id.expose()));
        self.link("directory.ask_link", request.json(&Leave { sealed: sealed.into() })).await
    }

    async fn answer(
        &self,
        id: LinkId,
        _: &DeviceAddress,
        sealed: Vec<u8>,
        _: Timestamp,
    ) -> Result<(), NotLinked> {
        let request = self.request(Method::PUT, &format!("links/{}/answer", id.expose()));
        self.link("directory.answer_link", request.json(&Leave { sealed: sealed.into() })).await
    }
}

#[async_trait]
impl LinkBook for DirectoryClient {
    async fn asked(
        &self,
        id: LinkId,
        _: &DeviceAddress,
        _: Timestamp,
    ) -> Result<Option<Vec<u8>>, NotLinked> {
        self.left("directory.read_link_request", &format!("links/{}/request", id.expose())).await
    }

    async fn answered(&self, id: LinkId, _: Timestamp) -> Result<Option<Vec<u8>>, NotLinked> {
        self.left("directory.read_link_answer", &format!("links/{}/answer", id.expose())).await
    }
}

impl DirectoryClient {
    async fn link(&self, name: &'static str, request: RequestBuilder) -> Result<(), NotLinked> {
        self.call(name, request).await.map(drop).map_err(refused)
    }

    async fn left(&self, name: &'static str, path: &str) -> Result<Option<Vec<u8>>, NotLinked> {
        let answer = self.call(name, self.request(Method::GET, path)).await.map_err(refused)?;
        let left: Left = answer.json().map_err(refused)?;
        Ok(left.sealed.map(|sealed| sealed.0))
    }
}

fn refused(answer: NoAnswer) -> NotLinked {
    match answer.refusal() {
        Some(code) if code.as_str() == "NO_SUCH_LINK" => NotLinked::NoSuchLink,
        Some(code) if code.as_str() == "LINK_USED" => NotLinked::Used,
        Some(code) if code.as_str() == "QUOTA_EXCEEDED" => NotLinked::Full,
        Some(code) if !answer.asks_for_credential() => NotLinked::Refused(code),
        _ => NotLinked::Unavailable(answer.into()),
    }
}
