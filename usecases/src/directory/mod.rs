//! What a directory can be asked.

pub mod commands;
pub mod queries;
mod wiring;

pub use wiring::DirectoryParts;

/// Everything a directory can be asked. It is made from [`DirectoryParts`].
pub struct Directory {
    /// See [`commands::RegisterPerson`].
    pub register_person: commands::RegisterPersonHandler,
    /// See [`commands::OpenChallenge`].
    pub open_challenge: commands::OpenChallengeHandler,
    /// See [`commands::RequestCredential`].
    pub request_credential: commands::RequestCredentialHandler,
    /// See [`commands::PublishAddress`].
    pub publish_address: commands::PublishAddressHandler,
    /// See [`commands::WithdrawAddress`].
    pub withdraw_address: commands::WithdrawAddressHandler,
    /// See [`queries::ReadChallenge`].
    pub read_challenge: queries::ReadChallengeHandler,
    /// See [`queries::ReadCredential`].
    pub read_credential: queries::ReadCredentialHandler,
    /// See [`queries::WhoIs`].
    pub who_is: queries::WhoIsHandler,
    /// See [`queries::WhereIs`].
    pub where_is: queries::WhereIsHandler,
}
