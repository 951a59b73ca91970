use std::sync::Arc;

use causerie_chat::{
    AccountSecret, Address, Body, Cause, Device, DeviceAddress, DeviceList, DeviceSecret,
    EnvelopeId, Introduction, Message, NoSuchList, Person, SecondFactorCode, Succession, Timestamp,
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
    /// cut short before it told everybody.
    pub(super) async fn refresh(
        &self,
        randomness: Randomness,
        at: Timestamp,
    ) -> Result<(), Unavailable> {
        let (kept, current) = (self.kept().await?, self.current().await?);
        let Some(list) = &current.list else { return Ok(()) };
        if list.after(kept.list.as_ref()) != Succession::Newer {
            return Ok(());
        }
        match self.account {
            Some(_) => self.tell(list, randomness, at).await,
            None => self.remember(list).await,
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
        for person in all.into_iter().map(|known| known.person).chain([me]) {
            let envelopes = self.envelopes(list, &person);
            if envelopes.is_empty() {
                continue;
            }
            let message = self.message(list, &person.address);
            match self.outbox.enqueue(&message, envelopes, seal.clone()).await {
                Ok(()) | Err(NotQueued::IdInUse) => {}
                Err(NotQueued::Unavailable(cause)) => return Err(cause),
            }
            self.events.tell(Event::Conversation(person.address));
        }
        self.doorbell.ring();
        self.remember(list).await
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
            recipient: to.clone(),
            sent_at: list.issued_at,
            body: Body::Devices(Box::new(list.clone())),
            reply_to: None,
            expires_at: None,
        }
    }

    async fn remember(&self, list: &DeviceList) -> Result<(), Unavailable> {
        let me = Person::listed(self.own.account_key, list.clone());
        match self.contacts.remember(&me).await {
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
    /// There is no link of that code, or not any more.
    #[error("there is no such link, or not any more")]
    NoSuchLink,
    /// The code was used before.
    #[error("the code was used before")]
    Used,
    /// The directory said no, by this code.
    #[error("the directory refused: {0}")]
    Refused(Cause),
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl From<NotLinked> for NoDeviceChange {
    fn from(refused: NotLinked) -> Self {
        match refused {
            NotLinked::NoSuchLink => Self::NoSuchLink,
            NotLinked::Used => Self::Used,
            NotLinked::Refused(code) => Self::Refused(code),
            NotLinked::Unavailable(cause) => cause.into(),
        }
    }
}

impl From<NotChanged> for NoDeviceChange {
    fn from(refused: NotChanged) -> Self {
        match refused {
            NotChanged::Refused(code) => Self::Refused(code),
            NotChanged::Unavailable(cause) => cause.into(),
        }
    }
}
