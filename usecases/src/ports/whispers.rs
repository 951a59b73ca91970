use std::sync::Arc;

use async_trait::async_trait;
use causerie_chat::Message;

use super::{Addressed, Sealing, Unavailable};

/// Seals what is worth nothing later: it is sent once or not at all.
#[async_trait]
pub trait Whispers: Send + Sync {
    /// Has `sealing` seal `message` in the sessions with the device of `envelope`, if there are any that can be used, and keeps these as they are
    /// then, durably once it returns. Neither message nor envelope is kept, and the envelope is said to come after none.
    async fn whisper(
        &self,
        message: &Message,
        envelope: &Addressed,
        sealing: Arc<dyn Sealing>,
    ) -> Result<(), Unavailable>;
}
