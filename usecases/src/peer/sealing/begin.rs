use std::sync::Arc;

use causerie_chat::{Cause, ClaimId, DeviceAddress, Person, Timestamp};
use causerie_session::{Initiation, Randomness, Session, VerifiedBundle};

use super::{OwnIdentity, own::party_name};
use crate::{
    peer::attested::attested,
    ports::{
        Claim, Contacts, Identities, NotClaimed, NotRemembered, People, PreKeyBook, PreKeys,
        Unavailable,
    },
};

/// Begins sessions with devices there is none with.
#[derive(Clone)]
pub struct SessionStarter {
    /// This device.
    pub own: Arc<OwnIdentity>,
    /// Knows whom this device has to do with.
    pub identities: Arc<dyn Identities>,
    /// Remembers them.
    pub contacts: Arc<dyn Contacts>,
    /// Knows everybody: the directory.
    pub people: Arc<dyn People>,
    /// Sets their pre-keys aside: the directory.
    pub pre_keys: Arc<dyn PreKeys>,
    /// Hands them out.
    pub pre_key_book: Arc<dyn PreKeyBook>,
}

impl SessionStarter {
    /// A session with `device`, or why there can be none now.
    pub(in crate::peer) async fn begin(
        &self,
        device: &DeviceAddress,
        claim: ClaimId,
        randomness: &Randomness,
        at: Timestamp,
    ) -> Result<Result<Session, Cause>, Unavailable> {
        let person = match self.known(device).await? {
            Ok(person) => person,
            Err(cause) => return Ok(Err(cause)),
        };
        let bundle = match self.claim(device, claim, at).await {
            Ok(bundle) => bundle,
            Err(cause) => {
                if cause == Cause::NO_PRE_KEYS && person.list.is_some() {
                    // It may be gone: the account's own word for that has what waits for it forgotten.
                    let _ = self.look_up(device).await?;
                }
                return Ok(Err(cause));
            }
        };
        let person = if owns(&person, device, &bundle) {
            person
        } else {
            match self.look_up(device).await? {
                Ok(person) if owns(&person, device, &bundle) => person,
                Ok(_) => return Ok(Err(Cause::BAD_PRE_KEYS)),
                Err(cause) => return Ok(Err(cause)),
            }
        };

        let introduction = self.introduction().await?;
        let initiation = Initiation {
            me: &self.own.secret,
            my_name: &self.own.name,
            bundle: &bundle,
            their_name: &party_name(&person.account_key, device),
            introduction: &introduction,
        };
        let begun = initiation.begin(&*self.own.provider, randomness, at.seconds());
        Ok(begun.map_err(|_| Cause::BAD_PRE_KEYS))
    }

    /// What this device says of itself, and of its person's others as far as they are known here.
    async fn introduction(&self) -> Result<Vec<u8>, Unavailable> {
        let known = self.identities.identity(&self.own.device.person).await?;
        let myself = known.map(|known| known.person).filter(|person| self.own.admits(person));
        let mut others = myself.map(|person| person.devices).unwrap_or_default();
        others.retain(|device| device.id != self.own.device.device);
        Ok(self.own.introduction.encode(&others))
    }

    /// Whom the device belongs to as far as is known here, unless that is in doubt.
    async fn known(&self, device: &DeviceAddress) -> Result<Result<Person, Cause>, Unavailable> {
        match self.identities.identity(&device.person).await? {
            Some(known) if known.offered.is_some() || !self.own.admits(&known.person) => {
                Ok(Err(Cause::IDENTITY_CHANGED))
            }
            Some(known) => Ok(Ok(known.person)),
            None => self.look_up(device).await,
        }
    }

    /// Whom it belongs to as the directory says; what it says is remembered.
    async fn look_up(&self, device: &DeviceAddress) -> Result<Result<Person, Cause>, Unavailable> {
        let person = match self.people.person(&device.person).await {
            Ok(Some(person)) => attested(person),
            Ok(None) => return Ok(Err(Cause::NO_PRE_KEYS)),
            Err(Unavailable { .. }) => return Ok(Err(Cause::DIRECTORY_UNREACHABLE)),
        };
        let person = person.filter(|person| self.own.admits(person));
        let Some(person) = person else { return Ok(Err(Cause::BAD_PRE_KEYS)) };
        match self.contacts.remember(&person).await {
            Ok(()) => Ok(Ok(person)),
            Err(NotRemembered::IdentityChanged) => Ok(Err(Cause::IDENTITY_CHANGED)),
            Err(NotRemembered::Unavailable(cause)) => Err(cause),
        }
    }

    /// The bundle that the directory sets aside, if its own key signed it.
    async fn claim(
        &self,
        device: &DeviceAddress,
        id: ClaimId,
        at: Timestamp,
    ) -> Result<VerifiedBundle, Cause> {
        let (requester, target) = (self.own.device.clone(), device.clone());
        let claim = Claim { id, requester, target, may_use_one_time: true, at };
        self.pre_keys.claim(&claim).await.map_err(|refused| match refused {
            NotClaimed::NoPreKeys => Cause::NO_PRE_KEYS,
            NotClaimed::Revoked => Cause::DEVICE_REVOKED,
            NotClaimed::QuotaExceeded => Cause::QUOTA_EXCEEDED,
            NotClaimed::IdInUse | NotClaimed::Unavailable(_) => Cause::DIRECTORY_UNREACHABLE,
        })?;
        let claimed = self.pre_key_book.claimed(&id, &self.own.device).await;
        let bundle = claimed.map_err(|_| Cause::DIRECTORY_UNREACHABLE)?;
        let bundle = bundle.ok_or(Cause::NO_PRE_KEYS)?;
        bundle.verify(&*self.own.provider).map_err(|_| Cause::BAD_PRE_KEYS)
    }
}

/// Whether the bundle is that of the person's device.
fn owns(person: &Person, device: &DeviceAddress, bundle: &VerifiedBundle) -> bool {
    let key = bundle.bundle().identity().verifying_key().as_bytes();
    person.devices.iter().any(|it| it.id == device.device && it.key.as_bytes() == key)
}
