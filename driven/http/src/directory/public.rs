use async_trait::async_trait;
use causerie_chat::Address;
use causerie_usecases::ports::{NotBanned, PublicChannel, PublicDesk, Unavailable};
use causerie_wire as wire;
use reqwest::{Method, StatusCode};

use super::DirectoryClient;
use crate::call::NoAnswer;

#[async_trait]
impl PublicDesk for DirectoryClient {
    async fn public_channel(&self) -> Result<Option<PublicChannel>, Unavailable> {
        let request = self.request(Method::GET, "public");
        let answer = match self.call("directory.read_public", request).await {
            // Directories of before have none either.
            Err(refused) if refused.is_absence() => return Ok(None),
            answer => answer?,
        };
        let raw: wire::PublicChannel = answer.json()?;
        let nonsense = || NoAnswer::Nonsense(StatusCode::OK);
        let (room, name) = (raw.room.parse().ok(), raw.name.parse().ok());
        let here = |username| Address { username, domain: self.domain.clone() };
        let moderators = raw.moderators.iter().take(PublicChannel::MOST_MODERATORS);
        let moderators = moderators.filter_map(|username| username.parse().ok().map(here));
        Ok(Some(PublicChannel {
            room: room.ok_or_else(nonsense)?,
            name: name.ok_or_else(nonsense)?,
            moderators: moderators.collect(),
        }))
    }

    async fn ban(&self, who: &Address, banned: bool) -> Result<(), NotBanned> {
        // Nobody else's people are known there.
        if who.domain != self.domain {
            return Err(NotBanned::NotAllowed);
        }
        let method = if banned { Method::PUT } else { Method::DELETE };
        let request = self.request(method, &format!("public/bans/{}", who.username));
        match self.call("directory.ban_from_public", request).await {
            Ok(_) => Ok(()),
            Err(answer) => Err(match answer.code() {
                Some("FORBIDDEN") => NotBanned::NotAllowed,
                Some("QUOTA_EXCEEDED") => NotBanned::TooOften,
                _ => NotBanned::Unavailable(answer.into()),
            }),
        }
    }
}
