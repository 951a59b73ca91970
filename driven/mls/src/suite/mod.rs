//! The one cipher suite, on the primitives of sessions.

mod cipher_suite;
mod entropy;
mod primitives;
mod provider;
#[cfg(test)]
mod vectors;

pub(crate) use cipher_suite::{OneSuite, SUITE};
pub(crate) use entropy::Entropy;
pub(crate) use provider::Failed;
