use std::sync::Arc;

use causerie_chat::{Address, DomainName, RoomName};

use crate::{
    QueryHandler,
    directory::PublicRules,
    ports::{PublicChannel, Unavailable},
};

/// Which room is the public channel, and who looks after it?
#[derive(Debug)]
pub struct ReadPublic;

/// Answers [`ReadPublic`].
pub struct ReadPublicHandler {
    /// Whose people the moderators are.
    pub domain: DomainName,
    /// Knows it.
    pub rules: Arc<PublicRules>,
}

impl QueryHandler<ReadPublic> for ReadPublicHandler {
    type Answer = Option<PublicChannel>;
    type Error = Unavailable;

    async fn handle(&self, _: ReadPublic) -> Result<Option<PublicChannel>, Unavailable> {
        let Some(room) = self.rules.channel().await? else { return Ok(None) };
        let named = self.rules.operator.moderators().await?.into_iter();
        let here = |username| Address { username, domain: self.domain.clone() };
        let moderators = named.take(PublicChannel::MOST_MODERATORS).map(here).collect();
        Ok(Some(PublicChannel { room, name: RoomName::public(), moderators }))
    }
}
