use async_trait::async_trait;
use causerie_chat::Timestamp;
use causerie_usecases::ports::{
    NotAppended, NotFounded, RoomFounding, RoomLogs, RoomOffer, RoomTerms, Unavailable,
};

use super::elsewhere::{Broken, FAULT};

#[async_trait]
impl RoomLogs for Broken {
    async fn found(&self, _: &RoomFounding, _: &RoomTerms, _: Timestamp) -> Result<(), NotFounded> {
        Err(Unavailable::new(FAULT).into())
    }

    async fn append(&self, _: &RoomOffer, _: &RoomTerms, _: Timestamp) -> Result<(), NotAppended> {
        Err(Unavailable::new(FAULT).into())
    }

    async fn expire(&self, _: Timestamp) -> Result<(), Unavailable> {
        Err(Unavailable::new(FAULT))
    }
}
