use async_trait::async_trait;
use causerie_chat::Address;
use causerie_usecases::ports::{ListingBook, Listings, Unavailable};

use super::MemoryDirectory;
use crate::lock::lock;

#[async_trait]
impl Listings for MemoryDirectory {
    async fn list(&self, who: &Address, listed: bool) -> Result<(), Unavailable> {
        let records = &mut *lock(&self.records);
        if listed && records.people.contains_key(who) {
            records.listed.insert(who.clone());
        } else {
            records.listed.remove(who);
        }
        Ok(())
    }
}

#[async_trait]
impl ListingBook for MemoryDirectory {
    async fn listed_of(
        &self,
        mut people: Vec<Address>,
        most: usize,
    ) -> Result<Vec<Address>, Unavailable> {
        let records = lock(&self.records);
        people.retain(|who| records.listed.contains(who));
        people.truncate(most);
        Ok(people)
    }
}
