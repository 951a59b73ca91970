use async_trait::async_trait;
use causerie_chat::{ClaimId, DeviceAddress};
use causerie_session::{Bundle, PreKeyBatch};
use causerie_usecases::{
    CommandHandler, QueryHandler,
    directory::{
        commands::{ClaimPreKeys, PublishPreKeys, PublishPreKeysError},
        queries::{ReadClaim, ReadPreKeysLeft},
    },
    ports::{Claim, NotClaimed, PreKeyBook, PreKeys, PreKeysLeft, Unavailable},
};

use super::Line;
use crate::{answer::Lost, task::DIRECTORY};

#[async_trait]
impl PreKeys for Line {
    async fn publish(
        &self,
        device: &DeviceAddress,
        batch: &PreKeyBatch,
    ) -> Result<(), Unavailable> {
        let (device, batch) = (device.clone(), batch.clone());
        let answer = self.ask("publish pre-keys", move |directory, _| {
            let (device, batch) = (device.clone(), batch.clone());
            async move {
                let one_time = batch.one_time().iter().map(|it| it.bundle().clone()).collect();
                let last_resort = batch.last_resort().bundle().clone();
                let command = PublishPreKeys { device, last_resort, one_time };
                directory.publish_pre_keys.handle(command).await
            }
        });
        answer.await?.map_err(|refused| match refused {
            PublishPreKeysError::Unavailable(cause) => cause,
            other => Unavailable::new(other),
        })
    }

    async fn claim(&self, claim: &Claim) -> Result<(), NotClaimed> {
        let claim = claim.clone();
        let answer = self.ask("claim", move |directory, world| {
            let Claim { id, requester, target, .. } = claim.clone();
            let command = ClaimPreKeys { id, requester, target, at: world.clock(DIRECTORY) };
            async move { directory.claim_pre_keys.handle(command).await }
        });
        answer.await.map_err(|Lost| NotClaimed::Unavailable(Lost.into()))?
    }
}

#[async_trait]
impl PreKeyBook for Line {
    async fn claimed(
        &self,
        id: &ClaimId,
        requester: &DeviceAddress,
    ) -> Result<Option<Bundle>, Unavailable> {
        let (id, requester) = (*id, requester.clone());
        let answer = self.ask("read claim", move |directory, _| {
            let requester = requester.clone();
            async move { directory.read_claim.handle(ReadClaim { id, requester }).await }
        });
        answer.await?
    }

    async fn left(&self, device: &DeviceAddress) -> Result<Option<PreKeysLeft>, Unavailable> {
        let device = device.clone();
        let answer = self.ask("pre-keys left", move |directory, _| {
            let device = device.clone();
            async move { directory.read_pre_keys_left.handle(ReadPreKeysLeft { device }).await }
        });
        answer.await?
    }
}
