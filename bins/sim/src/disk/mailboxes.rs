use async_trait::async_trait;
use causerie_chat::{DeviceAddress, Timestamp};
use causerie_usecases::ports::{
    Acknowledgements, MailItem, MailNumber, MailTerms, Mailbox, Mailboxes, NotAcknowledged,
    NotDeposited, Outgoing, Unavailable,
};

use super::DirectoryDisk;

#[async_trait]
impl Mailboxes for DirectoryDisk {
    async fn deposit(
        &self,
        from: &DeviceAddress,
        envelopes: Vec<Outgoing>,
        terms: &MailTerms,
        at: Timestamp,
    ) -> Result<(), NotDeposited> {
        self.machine.writes().await?;
        self.records.deposit(from, envelopes, terms, at).await
    }

    async fn expire(&self, deposited_before: Timestamp, at: Timestamp) -> Result<(), Unavailable> {
        self.machine.writes().await?;
        self.records.expire(deposited_before, at).await
    }
}

#[async_trait]
impl Mailbox for DirectoryDisk {
    async fn pending(
        &self,
        of: &DeviceAddress,
        after: MailNumber,
        items: usize,
        bytes: usize,
    ) -> Result<Vec<MailItem>, Unavailable> {
        self.machine.reads().await;
        self.records.pending(of, after, items, bytes).await
    }
}

#[async_trait]
impl Acknowledgements for DirectoryDisk {
    async fn acknowledge(
        &self,
        of: &DeviceAddress,
        up_to: MailNumber,
    ) -> Result<(), NotAcknowledged> {
        self.machine.writes().await?;
        self.acknowledgements.acknowledge(of, up_to).await
    }
}
