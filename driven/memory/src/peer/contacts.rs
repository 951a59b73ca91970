use async_trait::async_trait;
use causerie_chat::{Address, Person, Ruling, Standing};
use causerie_usecases::ports::{
    Contacts, Decision, Identities, KnownIdentity, NotRemembered, People, Unavailable,
};

use super::{Kept, MemoryPeer};
use crate::lock::lock;

#[async_trait]
impl Contacts for MemoryPeer {
    async fn remember(&self, person: &Person) -> Result<(), NotRemembered> {
        lock(&self.kept).remember(person, Standing::ACCEPTED)
    }

    async fn decide(&self, decision: &Decision) -> Result<(), Unavailable> {
        lock(&self.kept).decide(decision);
        Ok(())
    }

    async fn rule(&self, who: &Address, ruling: Ruling) -> Result<(), Unavailable> {
        if let Some(known) = lock(&self.kept).contacts.get_mut(who) {
            known.standing = known.standing.after(ruling);
        }
        Ok(())
    }
}

#[async_trait]
impl People for MemoryPeer {
    async fn person(&self, who: &Address) -> Result<Option<Person>, Unavailable> {
        Ok(lock(&self.kept).contacts.get(who).map(|known| known.person.clone()))
    }
}

#[async_trait]
impl Identities for MemoryPeer {
    async fn identity(&self, who: &Address) -> Result<Option<KnownIdentity>, Unavailable> {
        Ok(lock(&self.kept).contacts.get(who).cloned())
    }

    async fn identities(&self) -> Result<Vec<KnownIdentity>, Unavailable> {
        Ok(lock(&self.kept).contacts.values().cloned().collect())
    }
}

impl Kept {
    /// Pins the person's key, or notes that another is offered; who was not known stands so.
    fn remember(&mut self, person: &Person, standing: Standing) -> Result<(), NotRemembered> {
        let fresh =
            || KnownIdentity { person: person.clone(), verified: None, offered: None, standing };
        let known = self.contacts.entry(person.address.clone()).or_insert_with(fresh);
        if known.person.account_key == person.account_key {
            known.person = person.clone();
            Ok(())
        } else {
            known.offered = Some(person.clone());
            Err(NotRemembered::IdentityChanged)
        }
    }

    /// Keeps one who was met at one of their devices.
    pub(super) fn meet(&mut self, me: &Address, met: &Person) {
        let standing = if met.address == *me { Standing::ACCEPTED } else { Standing::REQUESTED };
        let known = self.contacts.get(&met.address).map(|known| known.person.clone());
        let met = match known {
            Some(known) if known.account_key == met.account_key => known.with_devices_of(met),
            _ => met.clone(),
        };
        // That the key has changed is kept; whether it matters was for the opening to say.
        let _ = self.remember(&met, standing);
    }

    fn decide(&mut self, decision: &Decision) {
        let Some(known) = self.contacts.get_mut(&decision.who) else { return };
        if known.person.account_key == decision.key {
            known.offered = None;
            known.verified = decision.verified.or(known.verified);
            self.retries.retain(|device, _| device.person != decision.who);
        } else if let Some(offered) = known.offered.take_if(|it| it.account_key == decision.key) {
            (known.person, known.verified) = (offered, decision.verified);
            self.sessions.retain(|device, _| device.person != decision.who);
            self.unseal_all(|device| device.person == decision.who);
            self.retries.retain(|device, _| device.person != decision.who);
        }
    }
}
