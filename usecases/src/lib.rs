//! What Causerie can be asked to do.
//!
//! A command changes state and returns nothing but an error; a query returns an answer and changes nothing. The caller
//! mints every id and tells the time, so a command carried out twice with one id has been carried out once, and
//! at-least-once delivery becomes exactly-once effect.
//!
//! [`directory::Directory`] and [`peer::Peer`] are the tables of contents; [`ports`] is what they need of the world.

pub mod directory;
pub mod peer;
pub mod ports;
pub mod readiness;

/// Carries out `C`.
pub trait CommandHandler<C> {
    /// Why `C` was refused.
    type Error;

    /// Changes state; there is nothing to return, so the caller mints every id.
    fn handle(&self, command: C) -> impl Future<Output = Result<(), Self::Error>> + Send;
}

/// Answers `Q`.
pub trait QueryHandler<Q> {
    /// What `Q` asks for.
    type Answer;
    /// Why there is no answer.
    type Error;

    /// Reads state and leaves it as it was.
    fn handle(&self, query: Q) -> impl Future<Output = Result<Self::Answer, Self::Error>> + Send;
}
