use async_trait::async_trait;
use causerie_usecases::ports::{
    Chronicle, Cursor, Entry, HistoryTransfer, Recalled, Recollection, TransferBook, TransferStep,
    Unavailable,
};

use super::Disk;
use crate::sabotage::Sabotage;

#[async_trait]
impl Chronicle for Disk {
    async fn latest(
        &self,
        before: Option<Cursor>,
        limit: usize,
    ) -> Result<Vec<Entry>, Unavailable> {
        self.machine.reads().await;
        self.store.latest(before, limit).await
    }

    async fn length(&self) -> Result<u64, Unavailable> {
        self.machine.reads().await;
        self.store.length().await
    }
}

#[async_trait]
impl Recollection for Disk {
    async fn recall(
        &self,
        people: Vec<Recalled>,
        entries: Vec<Entry>,
        transfer: &HistoryTransfer,
    ) -> Result<(), Unavailable> {
        self.machine.writes().await?;
        let world = &self.machine.world;
        if world.setting.sabotage == Some(Sabotage::NotesFirst) {
            self.store.note(transfer).await?;
            if world.chance.once_in(3) {
                return Err(Unavailable::new("it is cut short in between"));
            }
        }
        let many = entries.len() as u64;
        let recalled = self.store.recall(people, entries, transfer).await;
        if recalled.is_ok() {
            world.page_came(transfer, many);
        }
        self.wrote(recalled)
    }

    async fn begin(&self, transfer: &HistoryTransfer) -> Result<(), Unavailable> {
        self.machine.writes().await?;
        self.store.begin(transfer).await?;
        let is_new = transfer.next == Some(TransferStep::People(None));
        self.machine.world.promises(self.machine.id, &transfer.from, is_new);
        Ok(())
    }

    async fn note(&self, transfer: &HistoryTransfer) -> Result<(), Unavailable> {
        self.machine.writes().await?;
        self.store.note(transfer).await
    }
}

#[async_trait]
impl TransferBook for Disk {
    async fn transfer(&self) -> Result<Option<HistoryTransfer>, Unavailable> {
        self.machine.reads().await;
        self.store.transfer().await
    }
}
