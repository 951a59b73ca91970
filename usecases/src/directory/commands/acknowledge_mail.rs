use std::sync::Arc;

use causerie_chat::DeviceAddress;

use crate::{
    CommandHandler,
    ports::{Acknowledgements, MailNumber, NotAcknowledged},
};

/// Remove from a mailbox what its device has fetched and keeps.
#[derive(Debug)]
pub struct AcknowledgeMail {
    /// Whose mailbox, as its credential has it.
    pub of: DeviceAddress,
    /// The last item that it keeps.
    pub up_to: MailNumber,
}

/// Carries out [`AcknowledgeMail`].
pub struct AcknowledgeMailHandler {
    /// Removes it.
    pub acknowledgements: Arc<dyn Acknowledgements>,
}

impl CommandHandler<AcknowledgeMail> for AcknowledgeMailHandler {
    type Error = NotAcknowledged;

    async fn handle(&self, command: AcknowledgeMail) -> Result<(), NotAcknowledged> {
        self.acknowledgements.acknowledge(&command.of, command.up_to).await
    }
}
