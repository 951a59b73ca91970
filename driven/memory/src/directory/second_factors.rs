use async_trait::async_trait;
use causerie_chat::{Address, SecondFactor};
use causerie_usecases::ports::{
    KeptSecondFactor, NotReplaced, SecondFactorBook, SecondFactors, Unavailable,
};

use super::MemoryDirectory;
use crate::lock::lock;

#[async_trait]
impl SecondFactors for MemoryDirectory {
    async fn replace(
        &self,
        who: &Address,
        seen: u64,
        next: Option<&SecondFactor>,
    ) -> Result<(), NotReplaced> {
        let records = &mut *lock(&self.records);
        if !records.people.contains_key(who) {
            return Err(NotReplaced::Stale);
        }
        let kept = records.second_factors.entry(who.clone()).or_default();
        if kept.revision != seen {
            return Err(NotReplaced::Stale);
        }
        *kept = KeptSecondFactor { revision: seen + 1, factor: next.cloned() };
        Ok(())
    }
}

#[async_trait]
impl SecondFactorBook for MemoryDirectory {
    async fn second_factor(&self, who: &Address) -> Result<KeptSecondFactor, Unavailable> {
        Ok(lock(&self.records).second_factors.get(who).cloned().unwrap_or_default())
    }
}
