use async_trait::async_trait;
use causerie_usecases::ports::{Invited, RoomAsk, RoomWish, RoomWishBook, RoomWishes, Unavailable};

use super::MemoryPeer;
use crate::lock::lock;

#[async_trait]
impl RoomWishes for MemoryPeer {
    async fn wish(&self, wish: &RoomWish) -> Result<(), Unavailable> {
        let mut kept = lock(&self.kept);
        kept.wishes.retain(|it| it.invitation.room != wish.invitation.room);
        kept.wishes.push(wish.clone());
        Ok(())
    }

    async fn settle(&self, ask: &RoomAsk) -> Result<(), Unavailable> {
        lock(&self.kept).asks.retain(|it| it != ask);
        Ok(())
    }
}

#[async_trait]
impl RoomWishBook for MemoryPeer {
    async fn wishes(&self) -> Result<Vec<RoomWish>, Unavailable> {
        Ok(lock(&self.kept).wishes.clone())
    }

    async fn asks(&self) -> Result<Vec<RoomAsk>, Unavailable> {
        Ok(lock(&self.kept).asks.clone())
    }

    async fn invitations(&self) -> Result<Vec<Invited>, Unavailable> {
        Ok(Vec::new())
    }
}
