use async_trait::async_trait;
use causerie_chat::{Address, Choice, Conversation, DeviceAddress, Person, Standing, Timestamp};
use causerie_usecases::ports::{
    Choices, Contacts, Decision, Identities, KnownIdentity, NotRemembered, People, Unavailable,
};

use super::Disk;
use crate::sabotage::Sabotage;

#[async_trait]
impl Contacts for Disk {
    async fn remember(&self, person: &Person) -> Result<(), NotRemembered> {
        self.machine.writes().await?;
        let remembered = self.store.remember(person).await;
        self.machine.world.hears(self.machine.id);
        remembered
    }

    async fn decide(&self, decision: &Decision) -> Result<(), Unavailable> {
        self.machine.writes().await?;
        self.store.decide(decision).await
    }
}

#[async_trait]
impl Choices for Disk {
    async fn choose(
        &self,
        about: &Conversation,
        choices: &[Choice],
        others: Vec<DeviceAddress>,
        at: Timestamp,
    ) -> Result<(), Unavailable> {
        self.machine.writes().await?;
        let is_alone = self.machine.world.setting.sabotage == Some(Sabotage::DecidesAlone);
        let others = if is_alone { Vec::new() } else { others };
        if let Some(who) = about.person() {
            self.machine.world.decides(self.machine.id, who);
        }
        self.store.choose(about, choices, others, at).await
    }

    async fn tell_all(&self, other: &DeviceAddress) -> Result<(), Unavailable> {
        self.machine.writes().await?;
        self.store.tell_all(other).await
    }
}

#[async_trait]
impl Identities for Disk {
    async fn identity(&self, who: &Address) -> Result<Option<KnownIdentity>, Unavailable> {
        self.machine.reads().await;
        self.store.identity(who).await
    }

    async fn identities(&self) -> Result<Vec<KnownIdentity>, Unavailable> {
        self.machine.reads().await;
        self.store.identities().await
    }

    async fn standing(&self, who: &Address) -> Result<Option<Standing>, Unavailable> {
        self.machine.reads().await;
        self.store.standing(who).await
    }

    async fn asking(&self) -> Result<usize, Unavailable> {
        self.machine.reads().await;
        self.store.asking().await
    }
}

#[async_trait]
impl People for Disk {
    async fn person(&self, who: &Address) -> Result<Option<Person>, Unavailable> {
        self.machine.reads().await;
        self.store.person(who).await
    }
}
