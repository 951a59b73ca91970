use std::{collections::HashSet, sync::Arc};

use causerie_chat::{DeviceAddress, Timestamp};

use crate::{
    CommandHandler,
    ports::{MailBell, MailTerms, Mailboxes, News, NotDeposited, Outgoing},
};

/// Keep envelopes for devices until they fetch them.
#[derive(Debug)]
pub struct DepositEnvelopes {
    /// Who brings them, as its credential has it.
    pub from: DeviceAddress,
    /// What it brings.
    pub envelopes: Vec<Outgoing>,
    /// When.
    pub at: Timestamp,
}

/// Carries out [`DepositEnvelopes`]. Once it returns, what it did not refuse is durable.
pub struct DepositEnvelopesHandler {
    /// How much is kept.
    pub terms: MailTerms,
    /// Keeps it.
    pub mailboxes: Arc<dyn Mailboxes>,
    /// Wakes whoever pushes it on.
    pub bell: Arc<dyn MailBell>,
}

impl CommandHandler<DepositEnvelopes> for DepositEnvelopesHandler {
    type Error = NotDeposited;

    async fn handle(&self, command: DepositEnvelopes) -> Result<(), NotDeposited> {
        let DepositEnvelopes { from, envelopes, at } = command;
        let recipients: HashSet<_> =
            envelopes.iter().map(|sent| sent.envelope.recipient.clone()).collect();
        let deposited = self.mailboxes.deposit(&from, envelopes, &self.terms, at).await;
        if !matches!(deposited, Err(NotDeposited::Unavailable(_))) {
            for recipient in recipients {
                self.bell.ring(&recipient, News::Mail);
            }
        }
        deposited
    }
}
