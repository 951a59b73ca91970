use std::sync::Arc;

use causerie_chat::Timestamp;

use crate::{
    CommandHandler,
    ports::{MailTerms, Mailboxes, Unavailable},
};

/// Throw away what nobody has fetched in time, and tell both ends.
#[derive(Debug)]
pub struct ExpireMail {
    /// When.
    pub at: Timestamp,
}

/// Carries out [`ExpireMail`], for the 1,000 oldest envelopes that are due.
pub struct ExpireMailHandler {
    /// For how long it is kept.
    pub terms: MailTerms,
    /// Keeps it.
    pub mailboxes: Arc<dyn Mailboxes>,
}

impl CommandHandler<ExpireMail> for ExpireMailHandler {
    type Error = Unavailable;

    async fn handle(&self, ExpireMail { at }: ExpireMail) -> Result<(), Unavailable> {
        let before = Timestamp::from_millis(at.millis().saturating_sub(self.terms.retention));
        self.mailboxes.expire(before, at).await
    }
}
