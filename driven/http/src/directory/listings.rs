use async_trait::async_trait;
use causerie_chat::Address;
use causerie_usecases::ports::{Listed, ListingAnswers, ListingDesk, NotListed};
use causerie_wire::ListedPeople;
use reqwest::Method;

use super::DirectoryClient;
use crate::call::NoAnswer;

const PATH: &str = "listed";

#[async_trait]
impl ListingDesk for DirectoryClient {
    async fn be_listed(&self, listed: bool) -> Result<(), NotListed> {
        let method = if listed { Method::PUT } else { Method::DELETE };
        let request = self.request(method, PATH);
        Ok(self.call("directory.list_person", request).await.map(drop)?)
    }
}

#[async_trait]
impl ListingAnswers for DirectoryClient {
    async fn listed(&self) -> Result<Listed, NotListed> {
        let request = self.request(Method::GET, PATH);
        let ListedPeople { listed, usernames } =
            self.call("directory.read_listed", request).await?.json()?;
        let people = usernames.iter().filter_map(|username| {
            let username = username.parse().ok()?;
            Some(Address { username, domain: self.domain.clone() })
        });
        Ok(Listed { me: listed, people: people.take(Listed::MOST).collect() })
    }
}

impl From<NoAnswer> for NotListed {
    fn from(answer: NoAnswer) -> Self {
        match answer.code() {
            Some("QUOTA_EXCEEDED") => Self::TooOften,
            _ => Self::Unavailable(answer.into()),
        }
    }
}
