use std::sync::Arc;

use causerie_chat::{
    AccountSecret, Address, Body, Device, DeviceAddress, DeviceList, DeviceSecret, EnvelopeId,
    Introduction, Message, NoSuchList, Person, SecondFactorCode, Timestamp,
};
use causerie_session::Randomness;
use thiserror::Error;

use super::{OwnIdentity, attested::attested, sealing::Seal};
use crate::ports::{
    Addressed, Contacts, DeviceListDesk, Doorbell, Event, Events, Identities, NotChanged,
    NotLinked, NotQueued, NotRemembered, Outbox, People, Unavailable,
};

/// The devices of this person, and how all who have to do with them learn of a change.
pub struct OwnDevices {
    /// This device.
    pub own: Arc<OwnIdentity>,
    /// Signs as the person; only the first device has it.
    pub account: Option<Arc<AccountSecret>>,
    /// This person with this device alone: who they are before there is a list.
    pub alone: Person,
    /// Knows the latest list, and all who are to learn of the next.
    pub identities: Arc<dyn Identities>,
    /// Keeps it.
    pub contacts: Arc<dyn Contacts>,
    /// Knows it too: the directory.
    pub people: Arc<dyn People>,
    /// Has it changed there.
    pub desk: Arc<dyn DeviceListDesk>,
    /// Tells everybody.
    pub outbox: Arc<dyn Outbox>,
    /// Wakes the delivery.
    pub doorbell: Arc<dyn Doorbell>,
    /// Hears of it.
    pub events: Arc<dyn Events>,
}

impl OwnDevices {
    /// The person with this device alone.
    pub(super) fn alone(
        device: &DeviceAddress,
        own: &DeviceSecret,
        introduction: &Introduction,
    ) -> Person {
        let signature = introduction.account_signature;
        Person {
            address: device.person.clone(),
            account_key: introduction.account_key,
            devices: vec![Device { id: device.device.clone(), key: own.public(), signature }],
            list: None,
        }
    }

    /// What signs lists.
    pub(super) fn account(&self) -> Result<&AccountSecret, NoDeviceChange> {
        self.account.as_deref().ok_or(NoDeviceChange::NotFirst)
    }

    /// This person, as is known here.
    pub(super) async fn kept(&self) -> Result<Person, Unavailable> {
        let known = self.identities.identity(self.me()).await?;
        Ok(known.map_or_else(|| self.alone.clone(), |known| known.person))
    }

    /// This person, as is known here or, if that is later, at the directory. Nobody but the account key makes lists, so that a directory can
    /// tell of an earlier one at worst.
    pub(super) async fn current(&self) -> Result<Person, Unavailable> {
        let kept = self.kept().await?;
        let told = self.people.person(self.me()).await?.and_then(attested);
        Ok(match told.filter(|told| told.account_key == self.own.account_key) {
            Some(told) => kept.told(&told),
            None => kept,
        })
    }

    /// Has `list` be in force from now on, and tells everybody.
    pub(super) async fn change(
        &self,
        list: &DeviceList,
        second_factor: Option<&SecondFactorCode>,
        randomness: Randomness,
        at: Timestamp,
    ) -> Result<(), NoDeviceChange> {
        self.desk.publish(list, second_factor).await?;
        self.tell(list, randomness, at).await?;
        Ok(())
    }

    /// Takes up what changed meanwhile, as the directory has it: another device may have been linked or revoked, or this device may have been
    /// cut short before it told everybody. Only what the account signed is taken up: a directory can leave devices out, but add none.
    pub(super) async fn refresh(
        &self,
        randomness: Randomness,
        at: Timestamp,
    ) -> Result<(), DevicesNotKnown> {
        let kept = self.kept().await?;
        let told = self.people.person(self.me()).await?.and_then(attested);
        let told = told.ok_or(DevicesNotKnown::Unknown)?;
        if !self.own.admits(&told) {
            return Err(DevicesNotKnown::SomebodyElse);
        }
        let current = kept.clone().told(&told);
        let changed = current.list.as_ref().filter(|_| current.list != kept.list);
        match (changed, &self.account) {
            (Some(list), Some(_)) => Ok(self.tell(list, randomness, at).await?),
            _ => Ok(self.remember(&current).await?),
        }
    }

    /// Puts the list into the outbox for all contacts and for this person's other devices, and keeps it once that is done: who is
    /// interrupted does it again, which changes nothing where it was done.
    async fn tell(
        &self,
        list: &DeviceList,
        randomness: Randomness,
        at: Timestamp,
    ) -> Result<(), Unavailable> {
        let mut all = self.identities.identities().await?;
        all.retain(|known| known.is_accepted() && known.person.address != *self.me());
        let me = Person::listed(self.own.account_key, list.clone());
        let seal = Arc::new(Seal::new(self.own.clone(), randomness, at));
        for person in all.into_iter().map(|known| known.person).chain([me.clone()]) {
            let envelopes = self.envelopes(list, &person);
            if envelopes.is_empty() {
                continue;
            }
            let message = self.message(list, &person.address);
            match self.outbox.enqueue(&message, envelopes, seal.clone()).await {
                Ok(()) | Err(NotQueued::IdInUse) => {}
                Err(NotQueued::Unavailable(cause)) => return Err(cause),
            }
            self.events.tell(Event::Conversation(person.address.into()));
        }
        self.doorbell.ring();
        self.remember(&me).await
    }

    fn envelopes(&self, list: &DeviceList, to: &Person) -> Vec<Addressed> {
        let id = list.message_id(&to.address);
        let devices = to.devices.iter().map(|device| to.device(device));
        let others = devices.filter(|device| *device != self.own.device);
        let addressed =
            |recipient| Addressed { id: EnvelopeId::of(id, &recipient), recipient, trace: None };
        others.map(addressed).collect()
    }

    /// The same each time, so that it is one message.
    fn message(&self, list: &DeviceList, to: &Address) -> Message {
        Message {
            id: list.message_id(to),
            author: self.me().clone(),
            recipient: to.clone().into(),
            sent_at: list.issued_at,
            body: Body::Devices(Box::new(list.clone())),
            reply_to: None,
            expires_at: None,
        }
    }

    async fn remember(&self, myself: &Person) -> Result<(), Unavailable> {
        match self.contacts.remember(myself).await {
            Ok(()) => Ok(()),
            Err(NotRemembered::IdentityChanged) => {
                Err(Unavailable::new("this person is kept here with another account key"))
            }
            Err(NotRemembered::Unavailable(cause)) => Err(cause),
        }
    }

    fn me(&self) -> &Address {
        &self.own.device.person
    }
}

/// Why it is not known for sure which devices this person has. What was known stays.
#[derive(Debug, Error)]
pub enum DevicesNotKnown {
    /// The directory knows nobody by this person's name, or no device that they took on.
    #[error("the directory does not know this person")]
    Unknown,
    /// What the directory has under this person's name has another account key.
    #[error("the directory has somebody else under this person's name")]
    SomebodyElse,
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

/// Why no device was linked or revoked. Nothing has changed then.
#[derive(Debug, Error)]
pub enum NoDeviceChange {
    /// This device has no account key.
    #[error("the account key is on the first device")]
    NotFirst,
    /// There can be no such list.
    #[error(transparent)]
    NoSuchList(#[from] NoSuchList),
    /// What was left under the code was not made with it, or it is not of the device that was looked at.
    #[error("the request was not made with this code")]
    Forged,
    /// Nothing was left under the code yet.
    #[error("no device has asked yet")]
    NothingAsked,
    /// The two devices did not meet.
    #[error(transparent)]
    NotLinked(#[from] NotLinked),
    /// The directory did not change it.
    #[error(transparent)]
    NotChanged(#[from] NotChanged),
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
