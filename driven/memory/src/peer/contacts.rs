use async_trait::async_trait;
use causerie_chat::{Address, Person};
use causerie_usecases::ports::{Contacts, People, Unavailable};

use super::MemoryPeer;
use crate::lock::lock;

#[async_trait]
impl Contacts for MemoryPeer {
    async fn remember(&self, person: &Person) -> Result<(), Unavailable> {
        lock(&self.kept).contacts.insert(person.address.clone(), person.clone());
        Ok(())
    }
}

#[async_trait]
impl People for MemoryPeer {
    async fn person(&self, who: &Address) -> Result<Option<Person>, Unavailable> {
        Ok(lock(&self.kept).contacts.get(who).cloned())
    }
}
