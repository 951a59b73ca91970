//! The directory of the stories: the one in memory, which can be away, refuse, or lie.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use causerie_chat::{
    Address, ClaimId, DeviceAddress, DeviceList, NetworkAddress, Person, SecondFactorCode,
};
use causerie_memory::MemoryDirectory;
use causerie_session::{Bundle, PreKeyBatch};
use causerie_usecases::ports::{
    Announcements, Claim, DeviceListDesk, DeviceLists, ListRefused, NotAnnounced, NotChanged,
    NotClaimed, People, PreKeyBook, PreKeys, PreKeysLeft, Published, Reachability, Unavailable,
    Whereabouts,
};

use super::clock::Clock;

/// What is wrong with the directory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Trouble {
    #[default]
    None,
    /// It does not answer.
    Away,
    /// It takes no batch of pre-keys.
    TakesNone,
    /// It takes a batch of pre-keys, and the answer is lost.
    AnswerLost,
    /// It hands out no pre-keys for now.
    QuotaExceeded,
}

pub(crate) struct Directory {
    pub(crate) inner: Arc<MemoryDirectory>,
    clock: Arc<Clock>,
    trouble: Mutex<Trouble>,
    tales: Mutex<HashMap<Address, Person>>,
    forgeries: Mutex<HashMap<DeviceAddress, Bundle>>,
    claims: Mutex<Vec<Claim>>,
    published: Mutex<Vec<PreKeyBatch>>,
}

impl Directory {
    pub(crate) fn new(clock: Arc<Clock>) -> Self {
        Self {
            inner: Arc::default(),
            clock,
            trouble: Mutex::default(),
            tales: Mutex::default(),
            forgeries: Mutex::default(),
            claims: Mutex::default(),
            published: Mutex::default(),
        }
    }

    pub(crate) fn has(&self, trouble: Trouble) {
        *self.trouble.lock().unwrap() = trouble;
    }

    /// Says from now on that this is who that name belongs to.
    pub(crate) fn tells_of(&self, person: Person) {
        self.tales.lock().unwrap().insert(person.address.clone(), person);
    }

    /// Hands out this bundle from now on, whichever the device published.
    pub(crate) fn hands_out(&self, device: DeviceAddress, bundle: Bundle) {
        self.forgeries.lock().unwrap().insert(device, bundle);
    }

    /// Hands out again what the device published.
    pub(crate) fn comes_clean(&self) {
        self.forgeries.lock().unwrap().clear();
        self.tales.lock().unwrap().clear();
    }

    /// All claims that were made on a device's pre-keys, granted or not.
    pub(crate) fn claims_to(&self, device: &DeviceAddress) -> usize {
        self.claims.lock().unwrap().iter().filter(|claim| claim.target == *device).count()
    }

    /// All batches that it was given, taken or not.
    pub(crate) fn published(&self) -> Vec<PreKeyBatch> {
        self.published.lock().unwrap().clone()
    }

    /// Claims a bundle of `target` for `requester`, who then has it.
    pub(crate) async fn bundle(&self, requester: DeviceAddress, target: DeviceAddress) -> Bundle {
        let (id, at) = (self.clock.claim(), self.clock.now());
        let claim = Claim { id, requester, target, may_use_one_time: true, at };
        self.inner.claim(&claim).await.unwrap();
        self.inner.claimed(&id, &claim.requester).await.unwrap().unwrap()
    }

    /// Unless it is away.
    pub(crate) fn answers(&self) -> Result<(), Unavailable> {
        match *self.trouble.lock().unwrap() {
            Trouble::Away => Err(Unavailable::new("the directory is away")),
            _ => Ok(()),
        }
    }

    fn is(&self, trouble: Trouble) -> bool {
        *self.trouble.lock().unwrap() == trouble
    }
}

#[async_trait]
impl People for Directory {
    async fn person(&self, who: &Address) -> Result<Option<Person>, Unavailable> {
        self.answers()?;
        let tale = self.tales.lock().unwrap().get(who).cloned();
        if tale.is_some() { Ok(tale) } else { self.inner.person(who).await }
    }
}

#[async_trait]
impl DeviceListDesk for Directory {
    async fn publish(
        &self,
        list: &DeviceList,
        _: Option<&SecondFactorCode>,
    ) -> Result<(), NotChanged> {
        self.answers()?;
        self.inner.replace(list, self.clock.now()).await.map_err(|refused| match refused {
            ListRefused::Stale => NotChanged::Refused("DEVICES_STALE".parse().unwrap()),
            ListRefused::InUse => NotChanged::Refused("DEVICE_IN_USE".parse().unwrap()),
            ListRefused::Unavailable(cause) => cause.into(),
        })
    }
}

#[async_trait]
impl Whereabouts for Directory {
    async fn whereabouts(&self, device: &DeviceAddress) -> Result<Option<Published>, Unavailable> {
        self.answers()?;
        self.inner.whereabouts(device).await
    }
}

#[async_trait]
impl Announcements for Directory {
    async fn announce(
        &self,
        device: &DeviceAddress,
        address: &NetworkAddress,
        time_to_live: u64,
    ) -> Result<(), NotAnnounced> {
        let expires = self.clock.now().plus(time_to_live);
        let published = Published { address: address.clone(), expires };
        Ok(Reachability::publish(&*self.inner, device, &published).await?)
    }

    async fn retract(&self, device: &DeviceAddress) -> Result<(), Unavailable> {
        self.inner.withdraw(device).await
    }
}

#[async_trait]
impl PreKeys for Directory {
    async fn publish(
        &self,
        device: &DeviceAddress,
        batch: &PreKeyBatch,
    ) -> Result<(), Unavailable> {
        self.published.lock().unwrap().push(batch.clone());
        self.answers()?;
        if self.is(Trouble::TakesNone) {
            return Err(Unavailable::new("the directory takes none"));
        }
        PreKeys::publish(&*self.inner, device, batch).await?;
        if self.is(Trouble::AnswerLost) {
            return Err(Unavailable::new("the answer is lost"));
        }
        Ok(())
    }

    async fn claim(&self, claim: &Claim) -> Result<(), NotClaimed> {
        self.claims.lock().unwrap().push(claim.clone());
        self.answers()?;
        if self.is(Trouble::QuotaExceeded) {
            return Err(NotClaimed::QuotaExceeded);
        }
        self.inner.claim(claim).await
    }
}

#[async_trait]
impl PreKeyBook for Directory {
    async fn claimed(
        &self,
        id: &ClaimId,
        requester: &DeviceAddress,
    ) -> Result<Option<Bundle>, Unavailable> {
        self.answers()?;
        let mut claims = self.claims.lock().unwrap().clone().into_iter();
        let target = claims.find(|claim| claim.id == *id).map(|claim| claim.target);
        let forgery = target.and_then(|it| self.forgeries.lock().unwrap().get(&it).cloned());
        if forgery.is_some() { Ok(forgery) } else { self.inner.claimed(id, requester).await }
    }

    async fn left(&self, device: &DeviceAddress) -> Result<Option<PreKeysLeft>, Unavailable> {
        self.answers()?;
        self.inner.left(device).await
    }
}
