use std::sync::Arc;

use causerie_chat::{AccountKey, Address, RoomEpoch, RoomId, RoomName, RoomRole, Timestamp};
use causerie_session::Randomness;

use crate::{
    CommandHandler,
    peer::rooms::{NotChanged, RoomChanging, WantedChange},
    ports::{Group, GroupChange, GroupRefused},
};

/// Have a room called otherwise.
#[derive(Debug)]
pub struct RenameRoom {
    /// Which.
    pub room: RoomId,
    /// What it is to be called.
    pub name: RoomName,
    /// When.
    pub at: Timestamp,
    /// What the step draws from.
    pub randomness: Randomness,
}

/// Have somebody go from a room, with all their devices.
#[derive(Debug)]
pub struct RemoveFromRoom {
    /// From which.
    pub room: RoomId,
    /// Who.
    pub who: Address,
    /// When.
    pub at: Timestamp,
    /// What the step draws from.
    pub randomness: Randomness,
}

/// Say what somebody in a room may do there.
#[derive(Debug)]
pub struct GiveRole {
    /// In which.
    pub room: RoomId,
    /// Who.
    pub who: Address,
    /// What they are from now on.
    pub role: RoomRole,
    /// When.
    pub at: Timestamp,
    /// What the step draws from.
    pub randomness: Randomness,
}

/// Change a room's keys, and nothing else, if it is still in that epoch.
#[derive(Debug)]
pub struct RotateRoom {
    /// Which.
    pub room: RoomId,
    /// The epoch whose keys are to be replaced.
    pub epoch: RoomEpoch,
    /// When.
    pub at: Timestamp,
    /// What the step draws from.
    pub randomness: Randomness,
}

/// Carries out [`RenameRoom`], [`RemoveFromRoom`], [`GiveRole`] and [`RotateRoom`]. Once it returns, the change counts for everybody; the same again
/// changes nothing.
pub struct ChangeRoomHandler {
    /// Makes the change.
    pub changing: Arc<RoomChanging>,
}

impl CommandHandler<RenameRoom> for ChangeRoomHandler {
    type Error = NotChanged;

    async fn handle(&self, command: RenameRoom) -> Result<(), NotChanged> {
        let RenameRoom { room, name, at, randomness } = command;
        let wanted = |group: &dyn Group| {
            let charter = group.charter()?;
            let is_so = charter.name == name;
            Ok((!is_so).then(|| charter.named(name.clone()).into()))
        };
        self.changing.change(room, wanted, at, &randomness).await
    }
}

impl CommandHandler<RemoveFromRoom> for ChangeRoomHandler {
    type Error = NotChanged;

    async fn handle(&self, command: RemoveFromRoom) -> Result<(), NotChanged> {
        let RemoveFromRoom { room, who, at, randomness } = command;
        self.changing.change(room, without(&who), at, &randomness).await
    }
}

impl CommandHandler<GiveRole> for ChangeRoomHandler {
    type Error = NotChanged;

    async fn handle(&self, command: GiveRole) -> Result<(), NotChanged> {
        let GiveRole { room, who, role, at, randomness } = command;
        let wanted = |group: &dyn Group| {
            let (account, charter) = (account(group, &who)?, group.charter()?);
            if charter.role(&account) == role {
                return Ok(None);
            }
            let then = charter.with_role(account, role);
            if then.roles().all(|(_, role)| role != RoomRole::Owner) {
                return Err(NotChanged::LastOwner);
            }
            Ok(Some(then.into()))
        };
        self.changing.change(room, wanted, at, &randomness).await
    }
}

impl CommandHandler<RotateRoom> for ChangeRoomHandler {
    type Error = NotChanged;

    async fn handle(&self, command: RotateRoom) -> Result<(), NotChanged> {
        let RotateRoom { room, epoch, at, randomness } = command;
        let wanted = |group: &dyn Group| {
            let nothing = WantedChange { change: GroupChange::default(), adds: Vec::new() };
            Ok((group.epoch() <= epoch).then_some(nothing))
        };
        self.changing.change(room, wanted, at, &randomness).await
    }
}

/// That somebody has no device in the room.
pub(super) fn without(
    who: &Address,
) -> impl Fn(&dyn Group) -> Result<Option<WantedChange>, NotChanged> + Send + Sync {
    move |group| {
        let members = group.members()?;
        let theirs = members.iter().map(|it| &it.device).filter(|device| device.person == *who);
        let remove: Vec<_> = theirs.cloned().collect();
        let change = GroupChange { remove, ..GroupChange::default() };
        let is_so = change.remove.is_empty();
        Ok((!is_so).then(|| WantedChange { change, adds: Vec::new() }))
    }
}

/// The account of somebody in a room.
fn account(group: &dyn Group, who: &Address) -> Result<AccountKey, GroupRefused> {
    let members = group.members()?;
    let found = members.iter().find(|it| it.device.person == *who);
    found.map(|it| it.account_key).ok_or(GroupRefused::NotAMember)
}
