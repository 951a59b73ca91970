use async_trait::async_trait;
use causerie_chat::{
    Address, Cause, Conversation, DeviceAddress, Person, Standing, Terms, Timestamp,
};
use causerie_usecases::ports::{
    Contacts, Decision, Identities, KnownIdentity, NotRemembered, Outcome, People, Unavailable,
};

use super::{Kept, MemoryPeer};
use crate::lock::lock;

#[async_trait]
impl Contacts for MemoryPeer {
    async fn remember(&self, person: &Person) -> Result<(), NotRemembered> {
        lock(&self.kept).update(person, Standing::ACCEPTED, Person::told)
    }

    async fn decide(&self, decision: &Decision) -> Result<(), Unavailable> {
        lock(&self.kept).decide(decision);
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
        let mut all: Vec<_> = lock(&self.kept).contacts.values().cloned().collect();
        all.sort_unstable_by(|one, other| one.person.address.cmp(&other.person.address));
        Ok(all)
    }

    async fn standing(&self, who: &Address) -> Result<Option<Standing>, Unavailable> {
        let kept = lock(&self.kept);
        let known = kept.contacts.get(who).map(|known| known.standing);
        let is_standing = |(about, kind): &(Conversation, u8)| *about == *who && *kind < 2;
        let is_decided = kept.chosen.keys().any(is_standing);
        let decided = || is_decided.then(|| kept.decided_before(who, Standing::REQUESTED));
        Ok(known.or_else(decided))
    }

    async fn asking(&self) -> Result<usize, Unavailable> {
        let kept = lock(&self.kept);
        Ok(kept.contacts.values().filter(|it| it.standing == Standing::REQUESTED).count())
    }
}

impl Kept {
    /// Pins the person's key, or notes that another is offered; who was not known stands so, and what was known of others and what is new are
    /// joined by `join`.
    fn update(
        &mut self,
        person: &Person,
        standing: Standing,
        join: fn(Person, &Person) -> Person,
    ) -> Result<(), NotRemembered> {
        let standing = self.decided_before(&person.address, standing);
        let fresh =
            || KnownIdentity { person: person.clone(), verified: None, offered: None, standing };
        let known = self.contacts.entry(person.address.clone()).or_insert_with(fresh);
        if known.person.account_key != person.account_key {
            known.offered = Some(person.clone());
            return Err(NotRemembered::IdentityChanged);
        }
        let before = known.person.clone();
        known.person = join(before.clone(), person);
        let at = known.person.list.as_ref().map(|list| list.issued_at).unwrap_or_default();
        let mut gone = before.devices_gone(&known.person);
        let queued = self.outbox.iter().map(|queued| &queued.to.recipient);
        let theirs = queued.filter(|device| device.person == person.address);
        gone.extend(theirs.filter(|device| self.is_gone(device)).cloned());
        for device in gone {
            self.let_go(&device, at);
        }
        Ok(())
    }

    /// Whether a device is one that its person took away: whoever addressed something to it had not heard.
    pub(super) fn is_gone(&self, device: &DeviceAddress) -> bool {
        let known = self.contacts.get(&device.person);
        known.is_some_and(|known| known.person.is_without(&device.device))
    }

    /// Forgets a device that its person took away.
    fn let_go(&mut self, device: &DeviceAddress, at: Timestamp) {
        let waiting = self.outbox.iter().filter(|queued| queued.to.recipient == *device);
        let waiting: Vec<_> = waiting.map(|queued| queued.to.id).collect();
        for id in waiting {
            self.settle_one(device, id, Outcome::Failed(Cause::DEVICE_REVOKED), at);
        }
        self.sessions.remove(device);
        self.retries.remove(device);
        self.receipts.remove(device);
        self.of_rooms.remove(device);
    }

    /// Keeps one who was met at one of their devices.
    pub(super) fn meet(&mut self, me: &Address, met: &Person) {
        let is_contact = met.address == *me || self.has_written_to(me, &met.address);
        let standing = if is_contact { Standing::ACCEPTED } else { Standing::REQUESTED };
        // That the key has changed is kept; whether it matters was for the opening to say.
        let _ = self.update(met, standing, Person::met);
    }

    /// Another device of this person wrote to somebody: whoever is written to is a contact, unless something was decided about them.
    pub(super) fn accept_reader(&mut self, who: &Address) {
        let Some(known) = self.contacts.get(who) else { return };
        let accepted = Standing { terms: Terms::Accepted, ..known.standing };
        let standing = self.decided_before(who, accepted);
        self.contacts.entry(who.clone()).and_modify(|known| known.standing = standing);
    }

    fn has_written_to(&self, me: &Address, who: &Address) -> bool {
        self.records.iter().any(|it| it.message.author == *me && it.message.recipient == *who)
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
