use async_trait::async_trait;
use causerie_chat::{RoomEntry, RoomId, RoomInfo, RoomKind, RoomPlace};

use super::{NotAppended, NotFounded};

/// Where this device founds rooms and offers entries for their logs: the directory, seen from outside, which goes by its own terms and clock and
/// takes whoever the certificate names for the author. See [`super::RoomLogs`].
#[async_trait]
pub trait RoomDesk: Send + Sync {
    /// Founds a room; `info` is for a public one. The same again changes nothing.
    async fn found(
        &self,
        room: RoomId,
        kind: RoomKind,
        info: Option<&RoomInfo>,
    ) -> Result<(), NotFounded>;

    /// Offers an entry for a place; it counts once this returns. The same again changes nothing.
    async fn append(
        &self,
        room: RoomId,
        place: RoomPlace,
        entry: &RoomEntry,
    ) -> Result<(), NotAppended>;
}
