use async_trait::async_trait;
use causerie_usecases::ports::{
    PreKeySecret, PreKeyShelf, ShelvedPreKeys, ShelvedSigned, Unavailable,
};

use super::MemoryPeer;
use crate::lock::lock;

#[async_trait]
impl PreKeyShelf for MemoryPeer {
    async fn keep_signed(&self, signed: &ShelvedSigned) -> Result<(), Unavailable> {
        let mut kept = lock(&self.kept);
        if kept.signed.iter().all(|known| known.generation != signed.generation) {
            kept.signed.push(signed.clone());
            kept.signed.sort_by_key(|it| std::cmp::Reverse(it.generation));
        }
        Ok(())
    }

    async fn keep_one_time(&self, keys: Vec<(u32, PreKeySecret)>) -> Result<(), Unavailable> {
        let mut kept = lock(&self.kept);
        let generation = kept.signed.first().map_or(0, |signed| signed.generation);
        for (number, secret) in keys {
            kept.one_time.entry(number).or_insert((generation, secret));
            kept.last_number = kept.last_number.max(number);
        }
        Ok(())
    }

    async fn forget_below(&self, generation: u32) -> Result<(), Unavailable> {
        let mut kept = lock(&self.kept);
        kept.signed.retain(|signed| signed.generation >= generation);
        kept.one_time.retain(|_, (of, _)| *of >= generation);
        kept.begun.retain(|_, of| *of >= generation);
        Ok(())
    }
}

#[async_trait]
impl ShelvedPreKeys for MemoryPeer {
    async fn signed(&self) -> Result<Vec<ShelvedSigned>, Unavailable> {
        Ok(lock(&self.kept).signed.clone())
    }

    async fn one_time_above(&self, number: u32) -> Result<Vec<(u32, PreKeySecret)>, Unavailable> {
        let kept = lock(&self.kept);
        let newest = kept.signed.first().map_or(0, |signed| signed.generation);
        let above = kept.one_time.range(number.saturating_add(1)..);
        let above = above.filter(|(_, (generation, _))| *generation == newest);
        Ok(above.map(|(number, (_, secret))| (*number, secret.clone())).collect())
    }

    async fn last_number(&self) -> Result<u32, Unavailable> {
        Ok(lock(&self.kept).last_number)
    }
}
