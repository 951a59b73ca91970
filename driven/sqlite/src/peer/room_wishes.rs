use async_trait::async_trait;
use causerie_usecases::ports::{Invited, RoomAsk, RoomWish, RoomWishBook, RoomWishes, Unavailable};

use super::SqlitePeer;

#[async_trait]
impl RoomWishes for SqlitePeer {
    async fn wish(&self, _: &RoomWish) -> Result<(), Unavailable> {
        Err(Unavailable::new("not kept yet"))
    }

    async fn settle(&self, _: &RoomAsk) -> Result<(), Unavailable> {
        Err(Unavailable::new("not kept yet"))
    }
}

#[async_trait]
impl RoomWishBook for SqlitePeer {
    async fn wishes(&self) -> Result<Vec<RoomWish>, Unavailable> {
        Ok(Vec::new())
    }

    async fn asks(&self) -> Result<Vec<RoomAsk>, Unavailable> {
        Ok(Vec::new())
    }

    async fn invitations(&self) -> Result<Vec<Invited>, Unavailable> {
        Ok(Vec::new())
    }
}
