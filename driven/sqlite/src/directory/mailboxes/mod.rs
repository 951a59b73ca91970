//! Mailboxes: one log for all of them, a narrow index to each one's place in it, and for each mailbox and each depositor what it amounts
//! to, so that neither a quota nor a number costs a scan.

mod acknowledging;
mod depositing;
mod expiring;
mod ledger;
mod reading;
#[cfg(test)]
mod tests;

pub(super) use acknowledging::empty;

use async_trait::async_trait;
use causerie_chat::{DeviceAddress, Timestamp};
use causerie_usecases::ports::{
    Acknowledgements, MailDepth, MailItem, MailNumber, MailTerms, Mailbox, MailboxEnd, Mailboxes,
    NotAcknowledged, NotDeposited, Outgoing, StoredMail, Unavailable,
};

use super::SqliteDirectory;

/// An item that is an envelope.
const ENVELOPE: i64 = 0;
/// An item that says that an envelope was thrown away.
const NOTICE: i64 = 1;

#[async_trait]
impl Mailboxes for SqliteDirectory {
    async fn deposit(
        &self,
        from: &DeviceAddress,
        envelopes: Vec<Outgoing>,
        terms: &MailTerms,
        at: Timestamp,
    ) -> Result<(), NotDeposited> {
        let (from, terms) = (from.clone(), *terms);
        let refused = self
            .store
            .write(move |db| depositing::deposit(db, &from, &envelopes, &terms, at))
            .await?;
        if refused.is_empty() { Ok(()) } else { Err(NotDeposited::Refused(refused)) }
    }

    async fn expire(&self, deposited_before: Timestamp, at: Timestamp) -> Result<(), Unavailable> {
        self.store.write(move |db| expiring::expire(db, deposited_before, at)).await
    }
}

#[async_trait]
impl Mailbox for SqliteDirectory {
    async fn pending(
        &self,
        of: &DeviceAddress,
        after: MailNumber,
        items: usize,
        bytes: usize,
    ) -> Result<Vec<MailItem>, Unavailable> {
        let of = of.clone();
        self.store.glance(move |db| reading::pending(db, &of, after, items, bytes)).await
    }
}

#[async_trait]
impl MailboxEnd for SqliteDirectory {
    async fn last(&self, of: &DeviceAddress) -> Result<MailNumber, Unavailable> {
        let of = of.clone();
        self.store.glance(move |db| reading::last(db, &of)).await
    }
}

#[async_trait]
impl MailDepth for SqliteDirectory {
    async fn depth(&self) -> Result<StoredMail, Unavailable> {
        self.store.read(reading::depth).await
    }
}

#[async_trait]
impl Acknowledgements for SqliteDirectory {
    async fn acknowledge(
        &self,
        of: &DeviceAddress,
        up_to: MailNumber,
    ) -> Result<(), NotAcknowledged> {
        let mut more = true;
        while more {
            let of = of.clone();
            let remove = move |db: &_| acknowledging::acknowledge(db, &of, up_to);
            more = self.store.write_at_leisure(remove).await??;
        }
        Ok(())
    }
}
