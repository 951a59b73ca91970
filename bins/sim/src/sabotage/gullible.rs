use std::sync::Arc;

use causerie_chat::{DeviceAddress, Message, RoomCharter, RoomEpoch, RoomId, RoomMember, unpad};
use causerie_usecases::ports::{
    AppliedCommit, Fresh, Group, GroupChange, GroupKeep, GroupOrder, GroupRefused, GroupText,
    Groups, Guest, OpenedText, OwnCommit, PreparedCommit, SealedText,
};

/// Rooms in which whoever a text says it is of is taken for who sealed it.
pub(crate) struct Gullible(pub(crate) Arc<dyn Groups>);

struct GullibleGroup(Box<dyn Group>);

impl Groups for Gullible {
    fn create(
        &self,
        room: RoomId,
        charter: &RoomCharter,
        fresh: Fresh,
    ) -> Result<Box<dyn Group>, GroupRefused> {
        self.0.create(room, charter, fresh)
    }

    fn join_public(
        &self,
        info: &[u8],
        fresh: Fresh,
    ) -> Result<(Box<dyn Group>, Vec<u8>), GroupRefused> {
        self.0.join_public(info, fresh)
    }

    fn load(&self, tree: &[u8], state: &[u8]) -> Result<Box<dyn Group>, GroupRefused> {
        Ok(Box::new(GullibleGroup(self.0.load(tree, state)?)))
    }
}

impl GroupText for GullibleGroup {
    fn seal(&mut self, text: &[u8], fresh: Fresh) -> Result<SealedText, GroupRefused> {
        self.0.seal(text, fresh)
    }

    fn open(&mut self, sealed: &[u8]) -> Result<OpenedText, GroupRefused> {
        let opened = self.0.open(sealed)?;
        let message = unpad(opened.text.to_vec()).ok().and_then(|it| Message::decode(&it).ok());
        let members = self.0.members()?;
        let claimed = members.iter().find(|it| {
            message.as_ref().is_some_and(|message| message.author == it.device.person)
                && it.device.person != opened.sender.device.person
        });
        Ok(OpenedText { sender: claimed.cloned().unwrap_or(opened.sender), ..opened })
    }

    fn epoch_of(&self, sealed: &[u8]) -> Option<RoomEpoch> {
        self.0.epoch_of(sealed)
    }
}

impl GroupOrder for GullibleGroup {
    fn prepare(
        &mut self,
        change: &GroupChange,
        fresh: Fresh,
    ) -> Result<PreparedCommit, GroupRefused> {
        self.0.prepare(change, fresh)
    }

    fn apply_logged(
        &mut self,
        commit: &[u8],
        let_go: &[DeviceAddress],
        own: Option<OwnCommit<'_>>,
        fresh: Fresh,
    ) -> Result<AppliedCommit, GroupRefused> {
        self.0.apply_logged(commit, let_go, own, fresh)
    }

    fn guest(&self, package: &[u8]) -> Result<Guest, GroupRefused> {
        self.0.guest(package)
    }

    fn info(&self, fresh: Fresh) -> Result<Vec<u8>, GroupRefused> {
        self.0.info(fresh)
    }
}

impl Group for GullibleGroup {
    fn room(&self) -> RoomId {
        self.0.room()
    }

    fn epoch(&self) -> RoomEpoch {
        self.0.epoch()
    }

    fn members(&self) -> Result<Arc<[RoomMember]>, GroupRefused> {
        self.0.members()
    }

    fn charter(&self) -> Result<RoomCharter, GroupRefused> {
        self.0.charter()
    }

    fn keep(&mut self) -> Result<GroupKeep, GroupRefused> {
        self.0.keep()
    }
}
