use std::sync::Arc;

use causerie_chat::DeviceSecret;
use causerie_session::Provider;
use mls_rs::{
    Client, GroupStateStorage,
    client_builder::MlsConfig,
    identity::{
        SigningIdentity,
        basic::{BasicCredential, BasicIdentityProvider},
    },
};

use crate::suite::{Entropy, OneSuite, SUITE};

/// The library as its users have it, for what is measured beside it: with the suite and the primitives that rooms have here, its own rules, and a name
/// that nobody vouches for. All its random bytes are grown from `seed`, which has to be random.
#[must_use]
pub fn bare_client<Storage>(
    primitives: Arc<dyn Provider>,
    own: DeviceSecret,
    name: &str,
    seed: [u8; 32],
    storage: Storage,
) -> Client<impl MlsConfig + use<Storage>>
where
    Storage: GroupStateStorage + Clone,
{
    let credential = BasicCredential::new(name.as_bytes().to_vec()).into_credential();
    let identity = SigningIdentity::new(credential, own.public().as_bytes().to_vec().into());
    let suite = OneSuite::new(primitives, Arc::new(own), Entropy::from_seed(seed));
    Client::builder()
        .crypto_provider(suite)
        .identity_provider(BasicIdentityProvider)
        .group_state_storage(storage)
        // The suite signs with the device's key.
        .signing_identity(identity, Vec::new().into(), SUITE)
        .build()
}
