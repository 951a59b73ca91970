use std::{collections::HashMap, sync::Arc};

use crate::{
    peer::OwnIdentity,
    ports::{Invited, RoomBook, RoomWishBook, Unavailable},
};

/// Knows which invitations this person can still go by.
pub struct OpenInvitations {
    /// This device.
    pub own: Arc<OwnIdentity>,
    /// Knows the rooms.
    pub book: Arc<dyn RoomBook>,
    /// Knows who invited.
    pub wish_book: Arc<dyn RoomWishBook>,
}

impl OpenInvitations {
    /// Those into rooms that this person has not gone from since, the latest first.
    pub(in crate::peer) async fn all(&self) -> Result<Vec<Invited>, Unavailable> {
        let rooms = self.book.rooms().await?.into_iter();
        let departures: HashMap<_, _> = rooms.map(|known| (known.id, known.departures)).collect();
        let me = &self.own.account_key;
        let mut invitations = self.wish_book.invitations().await?;
        invitations.retain(|it| {
            let went = departures.get(&it.invitation.room);
            went.is_none_or(|went| went.admits(me, it.invitation.epoch))
        });
        Ok(invitations)
    }
}
