mod deposits;
mod devices;
mod files;
mod joint;
mod line;
mod links;
mod listings;
mod mail;
mod mailbox;
mod people;
mod pre_keys;
mod public;
mod push;
mod reachability;
mod registry;
mod rooms;
mod second_factors;
mod sign_in;

use std::sync::{PoisonError, RwLock};

use causerie_chat::{DomainName, NetworkAddress};
use causerie_usecases::ports::Unavailable;
use causerie_wire::MAX_ROOM_ANSWER_BYTES;
use reqwest::{Client, Method, RequestBuilder};
use rustls::ClientConfig;

use self::joint::Joint;
use crate::{
    call::{Answer, NoAnswer, call, call_for, request},
    client::{NoClient, PATIENCE, client},
    hosts::Hosts,
};

/// The directory of a domain: its registry, its sign-in desk, and what it knows of people and their devices.
pub struct DirectoryClient {
    client: RwLock<Client>,
    tls: ClientConfig,
    hosts: Hosts,
    base: String,
    domain: DomainName,
    location: NetworkAddress,
    joint: Joint,
}

impl DirectoryClient {
    /// The directory of `domain`, found at `location`. `tls` decides whom to trust and what to show; the certificate
    /// there must be for `domain`, whatever name or number `location` has.
    pub fn new(
        tls: ClientConfig,
        domain: DomainName,
        location: &NetworkAddress,
    ) -> Result<Self, NoClient> {
        let hosts = Hosts::default();
        hosts.lead(domain.as_str(), location);
        let base = format!("https://{domain}:{}", location.port());
        let client = RwLock::new(client(tls.clone(), hosts.clone(), PATIENCE)?);
        Ok(Self {
            client,
            tls,
            hosts,
            base,
            domain,
            location: location.clone(),
            joint: Joint::default(),
        })
    }

    /// Whether the directory answers, is the one of its domain, and can do its work.
    pub async fn readiness(&self) -> Result<(), Unavailable> {
        let client = self.client.read().unwrap_or_else(PoisonError::into_inner).clone();
        let request = client.get(format!("{}/readyz", self.base));
        Ok(self.call("directory.readiness", request).await.map(drop)?)
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let client = self.client.read().unwrap_or_else(PoisonError::into_inner);
        request(&client, method, &self.base, path)
    }

    async fn call(&self, name: &'static str, request: RequestBuilder) -> Result<Answer, NoAnswer> {
        let outcome = call(name, request).await;
        self.note(&outcome);
        outcome
    }

    /// The same for an answer about a room, which may be larger than others.
    async fn call_for_room(
        &self,
        name: &'static str,
        request: RequestBuilder,
    ) -> Result<Answer, NoAnswer> {
        let outcome = call_for(name, request, MAX_ROOM_ANSWER_BYTES).await;
        self.note(&outcome);
        outcome
    }

    /// If the directory asks for a credential, the connection was made before there was one: the next request goes over
    /// a new connection.
    fn note<T>(&self, outcome: &Result<T, NoAnswer>) {
        if outcome.as_ref().is_err_and(NoAnswer::asks_for_credential)
            && let Ok(fresh) = client(self.tls.clone(), self.hosts.clone(), PATIENCE)
        {
            *self.client.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        }
    }
}
