use std::error::Error;

use thiserror::Error as ThisError;

/// The technology behind a port failed; use cases pass it on, logs show its source.
#[derive(Debug, ThisError)]
#[error("a service this depends on is unavailable")]
pub struct Unavailable(#[source] Box<dyn Error + Send + Sync>);

impl Unavailable {
    /// Hides the `cause` from use cases, not from logs.
    pub fn new(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(cause.into())
    }
}
