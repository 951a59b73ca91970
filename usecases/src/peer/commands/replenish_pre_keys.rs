use std::sync::Arc;

use causerie_chat::Timestamp;
use causerie_session::{
    Bundle, OneTimePreKeys, PreKeyBatch, Provider, Randomness, SignedPreKeys, VerifiedBundle,
};
use zeroize::Zeroizing;

use crate::{
    CommandHandler,
    peer::OwnIdentity,
    ports::{
        PreKeyBook, PreKeyShelf, PreKeys, PreKeysLeft, ShelvedPreKeys, ShelvedSigned, Unavailable,
    },
};

/// See to it that the directory has enough of this device's pre-keys, and no old ones.
#[derive(Debug)]
pub struct ReplenishPreKeys {
    /// What new keys grow from.
    pub randomness: Randomness,
    /// When.
    pub at: Timestamp,
}

/// Carries out [`ReplenishPreKeys`]. Secrets are kept before their public halves leave the machine; what was kept but not
/// published is published the next time.
pub struct ReplenishPreKeysHandler {
    /// This device.
    pub own: Arc<OwnIdentity>,
    /// Keeps the secrets.
    pub shelf: Arc<dyn PreKeyShelf>,
    /// Knows them.
    pub shelved: Arc<dyn ShelvedPreKeys>,
    /// The directory's.
    pub pre_keys: Arc<dyn PreKeys>,
    /// Knows how many are left there.
    pub pre_key_book: Arc<dyn PreKeyBook>,
}

/// New one-time pre-keys are made when fewer than this are left.
const LOW_WATER: u64 = 20;
/// How many there are then.
const FULL: usize = 60;
/// Signed pre-keys are renewed after a week,
const RENEWED_AFTER: u64 = 7 * 24 * 60 * 60 * 1_000;
/// and forgotten four weeks after they were: so long may a first message be on its way.
const KEPT_GENERATIONS: usize = 5;

impl CommandHandler<ReplenishPreKeys> for ReplenishPreKeysHandler {
    type Error = Unavailable;

    async fn handle(&self, command: ReplenishPreKeys) -> Result<(), Unavailable> {
        let ReplenishPreKeys { randomness, at } = command;
        let left = self.pre_key_book.left(&self.own.device).await?;
        let known_there = left.map_or(0, |left| left.generation);
        let signed = self.current(known_there, &randomness, at).await?;
        let is_current = known_there == signed.generation();
        if is_current && left.is_some_and(|left| left.one_time >= LOW_WATER) {
            return Ok(());
        }
        let one_time = self.one_time(left, is_current, &randomness).await?;
        let batch = self.batch(&signed, &one_time)?;
        self.pre_keys.publish(&self.own.device, &batch).await
    }
}

impl ReplenishPreKeysHandler {
    /// The signed pre-keys to use now: new ones if those there are have served their time, or if the directory knows later ones, as
    /// after this device was restored from a backup.
    async fn current(
        &self,
        known_there: u32,
        randomness: &Randomness,
        at: Timestamp,
    ) -> Result<SignedPreKeys, Unavailable> {
        let provider = self.provider();
        let kept = self.shelved.signed().await?;
        let newest = kept.first();
        let fresh = newest.filter(|newest| {
            at < newest.made_at.plus(RENEWED_AFTER) && newest.generation >= known_there
        });
        if let Some(signed) = fresh.and_then(|it| SignedPreKeys::decode(provider, &it.secret)) {
            return Ok(signed);
        }
        let last = newest.map_or(0, |newest| newest.generation).max(known_there);
        let generation = last.saturating_add(1);
        let randomness = randomness.fork(provider, b"signed pre-keys");
        let signed = SignedPreKeys::generate(provider, generation, &randomness);
        let secret = Zeroizing::new(signed.encode());
        self.shelf.keep_signed(&ShelvedSigned { generation, secret, made_at: at }).await?;
        if let Some(oldest) = kept.get(KEPT_GENERATIONS - 2) {
            self.shelf.forget_below(oldest.generation).await?;
        }
        Ok(signed)
    }

    /// The one-time pre-keys to publish: those the directory has not seen, and as many new ones as are missing.
    async fn one_time(
        &self,
        left: Option<PreKeysLeft>,
        is_current: bool,
        randomness: &Randomness,
    ) -> Result<Vec<OneTimePreKeys>, Unavailable> {
        let provider = self.provider();
        let seen = left.map_or(0, |left| left.last_number);
        let kept = self.shelved.one_time_above(if is_current { seen } else { 0 }).await?;
        let kept = kept.iter().filter_map(|(_, secret)| OneTimePreKeys::decode(provider, secret));
        let mut one_time: Vec<_> = kept.take(FULL).collect();

        let last = self.shelved.last_number().await?.max(seen);
        let missing = u32::try_from(FULL - one_time.len()).unwrap_or_default();
        let numbers = last.saturating_add(1)..=last.saturating_add(missing);
        let fresh: Vec<_> = numbers
            .map(|number| {
                let randomness = randomness.fork(provider, &number.to_be_bytes());
                OneTimePreKeys::generate(provider, number, &randomness)
            })
            .collect();
        let secrets = fresh.iter().map(|it| (it.id(), Zeroizing::new(it.encode())));
        self.shelf.keep_one_time(secrets.collect()).await?;
        one_time.extend(fresh);
        Ok(one_time)
    }

    fn batch(
        &self,
        signed: &SignedPreKeys,
        one_time: &[OneTimePreKeys],
    ) -> Result<PreKeyBatch, Unavailable> {
        let (provider, own) = (self.provider(), &self.own.secret);
        let bundles = one_time.iter().map(|it| self.proven(signed.with(provider, own, it)));
        let bundles = bundles.collect::<Result<_, _>>()?;
        let last_resort = self.proven(signed.last_resort(provider, own))?;
        PreKeyBatch::new(last_resort, bundles).map_err(Unavailable::new)
    }

    fn proven(&self, bundle: Bundle) -> Result<VerifiedBundle, Unavailable> {
        bundle.verify(self.provider()).map_err(Unavailable::new)
    }

    fn provider(&self) -> &dyn Provider {
        &*self.own.provider
    }
}
