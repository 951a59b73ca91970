use std::sync::Arc;

use causerie_chat::DomainName;

use super::{
    Directory,
    commands::{
        OpenChallengeHandler, PublishAddressHandler, RegisterPersonHandler,
        RequestCredentialHandler, WithdrawAddressHandler,
    },
    queries::{ReadChallengeHandler, ReadCredentialHandler, WhereIsHandler, WhoIsHandler},
};
use crate::ports::{
    Authority, ChallengeBook, Challenges, People, Reachability, Registry, Whereabouts,
};

/// What a directory is made of: its domain, and an adapter for each of its ports.
#[derive(Clone)]
pub struct DirectoryParts {
    /// The domain whose names it gives.
    pub domain: DomainName,
    /// Takes people on.
    pub registry: Arc<dyn Registry>,
    /// Knows them.
    pub people: Arc<dyn People>,
    /// Learns where their devices are.
    pub reachability: Arc<dyn Reachability>,
    /// Knows where they are.
    pub whereabouts: Arc<dyn Whereabouts>,
    /// Opens and spends challenges.
    pub challenges: Arc<dyn Challenges>,
    /// Knows them.
    pub book: Arc<dyn ChallengeBook>,
    /// Signs certificates.
    pub authority: Arc<dyn Authority>,
}

impl From<DirectoryParts> for Directory {
    fn from(parts: DirectoryParts) -> Self {
        Self {
            register_person: RegisterPersonHandler {
                domain: parts.domain.clone(),
                registry: parts.registry,
            },
            open_challenge: OpenChallengeHandler { challenges: parts.challenges.clone() },
            request_credential: RequestCredentialHandler {
                domain: parts.domain,
                people: parts.people.clone(),
                book: parts.book.clone(),
                challenges: parts.challenges,
                authority: parts.authority,
            },
            publish_address: PublishAddressHandler {
                people: parts.people.clone(),
                reachability: parts.reachability.clone(),
            },
            withdraw_address: WithdrawAddressHandler { reachability: parts.reachability },
            read_challenge: ReadChallengeHandler { book: parts.book.clone() },
            read_credential: ReadCredentialHandler { book: parts.book },
            who_is: WhoIsHandler { people: parts.people },
            where_is: WhereIsHandler { whereabouts: parts.whereabouts },
        }
    }
}
