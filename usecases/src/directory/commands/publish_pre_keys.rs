use std::sync::Arc;

use causerie_chat::DeviceAddress;
use causerie_session::{
    Bundle, IdentitySecret, Initiation, PreKeyBatch, Provider, Randomness, VerifiedBundle,
};
use thiserror::Error;

use crate::{
    CommandHandler,
    ports::{People, PreKeys, Unavailable},
};

/// Take a device's pre-keys, to hand out to those who want to begin sessions with it.
#[derive(Debug)]
pub struct PublishPreKeys {
    /// The device, as its credential has it.
    pub device: DeviceAddress,
    /// To be handed out when the others have run out.
    pub last_resort: Bundle,
    /// To be handed out once each, in the order of their numbers; at most [`PreKeyBatch::MAX_ONE_TIME`].
    pub one_time: Vec<Bundle>,
}

/// Carries out [`PublishPreKeys`]. What it takes is what those who are handed it will accept.
pub struct PublishPreKeysHandler {
    /// Knows the devices' keys.
    pub people: Arc<dyn People>,
    /// Keeps the bundles.
    pub pre_keys: Arc<dyn PreKeys>,
    /// Checks signatures.
    pub provider: Arc<dyn Provider>,
}

impl CommandHandler<PublishPreKeys> for PublishPreKeysHandler {
    type Error = PublishPreKeysError;

    async fn handle(&self, command: PublishPreKeys) -> Result<(), PublishPreKeysError> {
        let PublishPreKeys { device, last_resort, one_time } = command;
        if one_time.len() > PreKeyBatch::MAX_ONE_TIME {
            return Err(PublishPreKeysError::Inconsistent);
        }
        let one_time = one_time.into_iter().map(|bundle| self.verify(bundle));
        let one_time = one_time.collect::<Result<_, _>>()?;
        let batch = PreKeyBatch::new(self.verify(last_resort)?, one_time)
            .map_err(|_| PublishPreKeysError::Inconsistent)?;

        let person = self.people.person(&device.person).await?;
        let key = person
            .iter()
            .flat_map(|person| &person.devices)
            .find_map(|it| (it.id == device.device).then_some(it.key))
            .ok_or(PublishPreKeysError::UnknownDevice)?;
        if batch.identity().verifying_key().as_bytes() != key.as_bytes() {
            return Err(PublishPreKeysError::OtherKey);
        }
        self.try_all(&batch)?;
        Ok(self.pre_keys.publish(&device, &batch).await?)
    }
}

impl PublishPreKeysHandler {
    fn verify(&self, bundle: Bundle) -> Result<VerifiedBundle, PublishPreKeysError> {
        bundle.verify(&*self.provider).map_err(|_| PublishPreKeysError::BadSignature)
    }

    /// Whether somebody could begin a session by each of the bundles: the same steps find the keys that are none (T64).
    fn try_all(&self, batch: &PreKeyBatch) -> Result<(), PublishPreKeysError> {
        let provider = &*self.provider;
        let somebody = IdentitySecret::of_seed(provider, &[0; 32]);
        for bundle in batch.one_time().iter().chain([batch.last_resort()]) {
            let trial = Initiation {
                me: &somebody,
                my_name: &[],
                bundle,
                their_name: &[],
                introduction: &[],
            };
            trial
                .begin(provider, &Randomness::new([0; 32]), 0)
                .map_err(|_| PublishPreKeysError::UnusableKey)?;
        }
        Ok(())
    }
}

/// Why pre-keys were not taken.
#[derive(Debug, Error)]
pub enum PublishPreKeysError {
    /// A bundle is not signed by the key it names.
    #[error("a signature does not fit")]
    BadSignature,
    /// The bundles do not belong together, or are too many.
    #[error("the bundles do not belong together")]
    Inconsistent,
    /// They are signed by another key than the device's.
    #[error("the bundles are not the device's")]
    OtherKey,
    /// Nobody could begin a session with one of the keys in them.
    #[error("a key in a bundle is unusable")]
    UnusableKey,
    /// The directory has no such device on record, whatever its credential says.
    #[error("no such device")]
    UnknownDevice,
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
