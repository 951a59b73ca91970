use std::sync::Arc;

use causerie_chat::{DeviceAddress, RoomCharter, RoomEpoch, RoomId, RoomMember};

use super::{
    AppliedCommit, Fresh, GroupChange, GroupKeep, GroupRefused, Guest, Invitable, OpenedText,
    OwnCommit, PreparedCommit, SealedText,
};

/// The rooms of one device: as whoever makes one, or comes into one unasked, or takes up where it was.
///
/// Everything here and in [`Group`] is synchronous and does no input or output: entropy and time come in, and what has to be kept comes
/// out, so that a store can take a step inside its own transaction and keep the state with what it was for. A [`Group`] stays in memory
/// between the steps, because to read one anew costs more than a message; whoever could not keep what a step gave drops it and loads it
/// again from what was kept last.
pub trait Groups: Send + Sync {
    /// A room with nobody in it but this device, whose person has to be among the owners, unless nobody owns it. Nothing is kept yet.
    fn create(
        &self,
        room: RoomId,
        charter: &RoomCharter,
        fresh: Fresh,
    ) -> Result<Box<dyn Group>, GroupRefused>;

    /// Comes into a public room, or back into one where this device is a member already and has lost its state: the room after the commit
    /// that is returned. Both count for nothing until that commit was accepted, and are dropped where another one was.
    fn join_public(
        &self,
        info: &[u8],
        fresh: Fresh,
    ) -> Result<(Box<dyn Group>, Vec<u8>), GroupRefused>;

    /// The room as it was kept: the tree and the state that came last of each.
    fn load(&self, tree: &[u8], state: &[u8]) -> Result<Box<dyn Group>, GroupRefused>;
}

/// How one device is invited into rooms.
pub trait Invitations: Send + Sync {
    /// What others add this device with: once, for the secret half is to be forgotten as soon as a room was joined with it.
    fn invitable(&self, fresh: Fresh) -> Result<Invitable, GroupRefused>;

    /// The room that a member added this device to. [`GroupRefused::NotForUs`] if it was not with that [`Invitable`].
    fn join(
        &self,
        welcome: &[u8],
        secret: &[u8],
        fresh: Fresh,
    ) -> Result<Box<dyn Group>, GroupRefused>;
}

/// A room that this device is in, in memory.
///
/// Whatever is refused leaves it as it was.
pub trait Group: GroupText + GroupOrder {
    /// Which one.
    fn room(&self) -> RoomId;

    /// The present one.
    fn epoch(&self) -> RoomEpoch;

    /// Who is in it, this device included. Read once in each epoch: to read a thousand costs more than a message does.
    fn members(&self) -> Result<Arc<[RoomMember]>, GroupRefused>;

    /// What the members have agreed on.
    fn charter(&self) -> Result<RoomCharter, GroupRefused>;

    /// What is to be kept of it now.
    fn keep(&mut self) -> Result<GroupKeep, GroupRefused>;
}

/// What is said in a room.
pub trait GroupText: Send {
    /// Seals `text`, of at most [`SealedText::MAX_TEXT`] bytes, to all members.
    fn seal(&mut self, text: &[u8], fresh: Fresh) -> Result<SealedText, GroupRefused>;

    /// Opens what a member sealed: in this epoch or one of the [`OpenedText::FORMER_EPOCHS`] before it, in any order, at most
    /// [`OpenedText::AHEAD`] messages of theirs ahead of what came last.
    fn open(&mut self, sealed: &[u8]) -> Result<OpenedText, GroupRefused>;

    /// In which epoch something was sealed; nothing if it is none of this room's.
    fn epoch_of(&self, sealed: &[u8]) -> Option<RoomEpoch>;
}

/// The order of a room's epochs, in which somebody else decides which commit is next.
pub trait GroupOrder: Send {
    /// Makes a commit, which is to be kept and then offered, and not applied before it was accepted. If another one was, this one is dropped,
    /// and the change made again after that.
    fn prepare(
        &mut self,
        change: &GroupChange,
        fresh: Fresh,
    ) -> Result<PreparedCommit, GroupRefused>;

    /// Goes on to the next epoch by the commit that was accepted, which `own` is recognised in, and says who did what.
    fn apply(
        &mut self,
        commit: &[u8],
        own: Option<OwnCommit<'_>>,
        fresh: Fresh,
    ) -> Result<AppliedCommit, GroupRefused> {
        self.apply_logged(commit, &[], own, fresh)
    }

    /// The same with a commit that the room's directory let these devices go with: who else goes has to be somebody whom its maker may
    /// remove ([`causerie_chat::RoomAct::let_go`]).
    fn apply_logged(
        &mut self,
        commit: &[u8],
        let_go: &[DeviceAddress],
        own: Option<OwnCommit<'_>>,
        fresh: Fresh,
    ) -> Result<AppliedCommit, GroupRefused>;

    /// Whose [`super::Invitable::package`] that is, and whether a member came in by it and has not changed its keys since.
    fn guest(&self, package: &[u8]) -> Result<Guest, GroupRefused>;

    /// What [`Groups::join_public`] is done with in this epoch. Who has it learns who is in the room.
    fn info(&self, fresh: Fresh) -> Result<Vec<u8>, GroupRefused>;
}
