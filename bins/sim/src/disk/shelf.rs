use async_trait::async_trait;
use causerie_usecases::ports::{
    PreKeySecret, PreKeyShelf, ShelvedPreKeys, ShelvedSigned, Unavailable,
};

use super::Disk;

#[async_trait]
impl PreKeyShelf for Disk {
    async fn keep_signed(&self, signed: &ShelvedSigned) -> Result<(), Unavailable> {
        self.machine.writes().await?;
        self.store.keep_signed(signed).await
    }

    async fn keep_one_time(&self, keys: Vec<(u32, PreKeySecret)>) -> Result<(), Unavailable> {
        self.machine.writes().await?;
        self.store.keep_one_time(keys).await
    }

    async fn forget_below(&self, generation: u32) -> Result<(), Unavailable> {
        self.machine.writes().await?;
        self.store.forget_below(generation).await
    }
}

#[async_trait]
impl ShelvedPreKeys for Disk {
    async fn signed(&self) -> Result<Vec<ShelvedSigned>, Unavailable> {
        self.machine.reads().await;
        self.store.signed().await
    }

    async fn one_time_above(&self, number: u32) -> Result<Vec<(u32, PreKeySecret)>, Unavailable> {
        self.machine.reads().await;
        self.store.one_time_above(number).await
    }

    async fn last_number(&self) -> Result<u32, Unavailable> {
        self.machine.reads().await;
        self.store.last_number().await
    }
}
