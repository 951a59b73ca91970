use async_trait::async_trait;
use causerie_chat::{Address, DeviceAddress, NetworkAddress, Person};
use causerie_usecases::{
    CommandHandler, QueryHandler,
    directory::{
        commands::{PublishAddress, PublishAddressError, WithdrawAddress},
        queries::{WhereIs, WhoIs},
    },
    ports::{Announcements, NotAnnounced, People, Published, Unavailable, Whereabouts},
};

use super::Line;
use crate::task::DIRECTORY;

#[async_trait]
impl Announcements for Line {
    async fn announce(
        &self,
        device: &DeviceAddress,
        address: &NetworkAddress,
        time_to_live: u64,
    ) -> Result<(), NotAnnounced> {
        let (device, address) = (device.clone(), address.clone());
        let answer = self.ask("announce", move |directory, world| {
            let (device, address, at) = (device.clone(), address.clone(), world.clock(DIRECTORY));
            async move {
                let command = PublishAddress { device, address, time_to_live, at };
                directory.publish_address.handle(command).await
            }
        });
        answer.await.map_err(Unavailable::from)?.map_err(|refused| match refused {
            PublishAddressError::UnknownDevice => Unavailable::new("not on record").into(),
            PublishAddressError::Unavailable(cause) => cause.into(),
        })
    }

    async fn retract(&self, device: &DeviceAddress) -> Result<(), Unavailable> {
        let device = device.clone();
        let answer = self.ask("retract", move |directory, _| {
            let device = device.clone();
            async move { directory.withdraw_address.handle(WithdrawAddress { device }).await }
        });
        answer.await?
    }
}

#[async_trait]
impl Whereabouts for Line {
    async fn whereabouts(&self, device: &DeviceAddress) -> Result<Option<Published>, Unavailable> {
        let device = device.clone();
        let answer = self.ask("where is", move |directory, world| {
            let (device, at) = (device.clone(), world.clock(DIRECTORY));
            async move { directory.where_is.handle(WhereIs { device, at }).await }
        });
        answer.await?
    }
}

#[async_trait]
impl People for Line {
    async fn person(&self, who: &Address) -> Result<Option<Person>, Unavailable> {
        let who = who.clone();
        let answer = self.ask("who is", move |directory, _| {
            let who = who.clone();
            async move { directory.who_is.handle(WhoIs { who }).await }
        });
        answer.await?
    }
}
