use std::sync::Arc;

use async_trait::async_trait;
use causerie_chat::Message;
use causerie_usecases::ports::{Addressed, Sealing, Unavailable, Whispers};

use super::SqlitePeer;

#[async_trait]
impl Whispers for SqlitePeer {
    async fn whisper(
        &self,
        message: &Message,
        envelope: &Addressed,
        sealing: Arc<dyn Sealing>,
    ) -> Result<(), Unavailable> {
        let (message, envelope) = (message.clone(), envelope.clone());
        self.write(move |tables| {
            let mut row = tables.sessions(&envelope.recipient)?;
            // The sealing holds on to it.
            drop(row.seal(&message, &envelope, None, &*sealing));
            tables.keep_sessions(&row)
        })
        .await
    }
}
