use async_trait::async_trait;
use causerie_chat::Person;

use super::Unavailable;

/// The people this device has to do with; read through [`super::People`].
#[async_trait]
pub trait Contacts: Send + Sync {
    /// Keeps what is known of a person, in place of what was known before.
    async fn remember(&self, person: &Person) -> Result<(), Unavailable>;
}
