use async_trait::async_trait;
use causerie_chat::{Address, Person};
use causerie_usecases::ports::{People, Unavailable};

use super::MemoryDirectory;
use crate::lock::lock;

#[async_trait]
impl People for MemoryDirectory {
    async fn person(&self, who: &Address) -> Result<Option<Person>, Unavailable> {
        Ok(lock(&self.records).people.get(who).cloned())
    }
}
