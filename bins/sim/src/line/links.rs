use async_trait::async_trait;
use causerie_chat::{DeviceAddress, DeviceList, LinkId, SecondFactorCode, Timestamp};
use causerie_usecases::{
    CommandHandler, QueryHandler,
    directory::{
        commands::{AnswerLink, AskLink, OpenLink, PublishDevices, PublishDevicesError},
        queries::{ReadLinkAnswer, ReadLinkRequest},
    },
    ports::{DeviceListDesk, LinkBook, Links, NotChanged, NotLinked, Unavailable},
};

use super::{Line, sign_in::told};
use crate::{
    answer::Lost,
    machine::{machine, owner},
    task::DIRECTORY,
};

#[async_trait]
impl Links for Line {
    async fn open(&self, id: LinkId, by: &DeviceAddress, _: Timestamp) -> Result<(), NotLinked> {
        let by = by.clone();
        let answer = self.ask("open link", move |directory, world| {
            let command = OpenLink { id, by: by.clone(), at: world.clock(DIRECTORY) };
            async move { directory.link.handle(command).await }
        });
        answer.await.map_err(lost)?
    }

    async fn ask(&self, id: LinkId, sealed: Vec<u8>, _: Timestamp) -> Result<(), NotLinked> {
        let answer = Line::ask(self, "ask for link", move |directory, world| {
            let command = AskLink { id, sealed: sealed.clone(), at: world.clock(DIRECTORY) };
            async move { directory.link.handle(command).await }
        });
        answer.await.map_err(lost)?
    }

    async fn answer(
        &self,
        id: LinkId,
        by: &DeviceAddress,
        sealed: Vec<u8>,
        _: Timestamp,
    ) -> Result<(), NotLinked> {
        let by = by.clone();
        let answer = Line::ask(self, "answer link", move |directory, world| {
            let (by, sealed, at) = (by.clone(), sealed.clone(), world.clock(DIRECTORY));
            async move { directory.link.handle(AnswerLink { id, by, sealed, at }).await }
        });
        answer.await.map_err(lost)?
    }
}

#[async_trait]
impl LinkBook for Line {
    async fn asked(
        &self,
        id: LinkId,
        by: &DeviceAddress,
        _: Timestamp,
    ) -> Result<Option<Vec<u8>>, NotLinked> {
        let by = by.clone();
        let answer = self.ask("read request", move |directory, world| {
            let query = ReadLinkRequest { id, by: by.clone(), at: world.clock(DIRECTORY) };
            async move { directory.read_link.handle(query).await }
        });
        answer.await.map_err(lost)?
    }

    async fn answered(&self, id: LinkId, _: Timestamp) -> Result<Option<Vec<u8>>, NotLinked> {
        let answer = self.ask("read answer", move |directory, world| {
            let query = ReadLinkAnswer { id, at: world.clock(DIRECTORY) };
            async move { directory.read_link.handle(query).await }
        });
        answer.await.map_err(lost)?
    }
}

#[async_trait]
impl DeviceListDesk for Line {
    async fn publish(
        &self,
        list: &DeviceList,
        code: Option<&SecondFactorCode>,
    ) -> Result<(), NotChanged> {
        let (by, list, code) = (self.me(), list.clone(), code.cloned());
        let answer = self.ask("publish devices", move |directory, world| {
            let (by, list, code) = (by.clone(), list.clone(), code.clone());
            let at = world.clock(DIRECTORY);
            async move {
                let (person, what) = (owner(machine(&by).unwrap_or_default()), list.digest());
                let visit = world.comes(person, what, code.as_ref(), None, at);
                let command = PublishDevices { by, list, code, at };
                let done = directory.publish_devices.handle(command).await;
                let refused = match &done {
                    Err(PublishDevicesError::SecondFactor(why)) => Some(*why),
                    _ => None,
                };
                world.goes(visit, refused);
                done
            }
        });
        answer.await.map_err(Unavailable::from)?.map_err(|refused| match refused {
            PublishDevicesError::Unavailable(cause) => cause.into(),
            PublishDevicesError::SecondFactor(why) => NotChanged::Refused(told(why)),
            _ => NotChanged::Refused(crate::machine::parsed("DEVICES_STALE")),
        })
    }
}

fn lost(lost: Lost) -> NotLinked {
    NotLinked::Unavailable(lost.into())
}
