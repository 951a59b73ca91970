use std::{collections::HashMap, sync::Arc};

use causerie_chat::{
    AccountKey, Address, DeviceAddress, RoomChange, RoomCharter, RoomDraft, RoomEntry, RoomId,
    RoomInfo, RoomMember, RoomRefusal, RoomRole, RoomWelcome, Timestamp,
};
use causerie_session::Randomness;
use thiserror::Error;

use super::{
    following::{NotFollowed, RoomFollowing},
    live::{Entered, NotEntered},
};
use crate::ports::{
    Fresh, Group, GroupChange, GroupRefused, KnownRoom, NotAppended, PreparedCommit, RoomDesk,
    RoomNotKept, Unavailable,
};

/// Changes rooms: offers commits for their logs until one counts.
pub struct RoomChanging {
    /// Reads what was accepted.
    pub following: Arc<RoomFollowing>,
    /// Takes what is offered: the directory.
    pub desk: Arc<dyn RoomDesk>,
}

/// A change of a room, to be made.
pub(in crate::peer) struct WantedChange {
    /// What.
    pub(in crate::peer) change: GroupChange,
    /// Whose the packages in it are.
    pub(in crate::peer) adds: Vec<DeviceAddress>,
}

/// One that gives the room another charter.
impl From<RoomCharter> for WantedChange {
    fn from(charter: RoomCharter) -> Self {
        let change = GroupChange { charter: Some(charter), ..GroupChange::default() };
        Self { change, adds: Vec::new() }
    }
}

impl RoomChanging {
    /// How often a change is made again after another one won.
    const ATTEMPTS: u8 = 32;

    /// Changes a room until it is as wanted: `wanted` says what is still to be done in the epoch there is, and nothing once all is. So a change is made
    /// once, whoever wins in between and however often this is begun again.
    ///
    /// A commit is kept before it is offered, and applied only after it was accepted, as all others are. One of which that is not known is offered again
    /// before another is made.
    pub(in crate::peer) async fn change(
        &self,
        room: RoomId,
        wanted: impl Fn(&dyn Group) -> Result<Option<WantedChange>, NotChanged> + Send + Sync,
        at: Timestamp,
        randomness: &Randomness,
    ) -> Result<(), NotChanged> {
        if self.has_left(room).await? {
            return Err(NotChanged::NotAMember);
        }
        for attempt in 0..Self::ATTEMPTS {
            let own = &self.following.own;
            let drawn =
                randomness.fork(&*own.provider, &[b"room attempt", &[attempt][..]].concat());
            self.following.follow_to_change(room, attempt == 0, at, &drawn).await?;
            let entropy = drawn.bytes(&*own.provider, b"room commit");
            let draft = self.draft(room, &wanted, Fresh { entropy, at }).await?;
            let Some(draft) = draft else { return Ok(()) };
            match self.desk.append(room, draft.place, &draft.entry).await {
                // What was accepted is read like everybody else's.
                Ok(()) | Err(NotAppended::Refused(RoomRefusal::Taken)) => {}
                Err(NotAppended::Unavailable(cause)) => {
                    return Err(NotChanged::DirectoryUnreachable(cause));
                }
                Err(NotAppended::Refused(refusal)) => {
                    self.give_up(room).await?;
                    return Err(NotChanged::Refused(refusal));
                }
                Err(NotAppended::Unlisted(cause)) => {
                    self.give_up(room).await?;
                    return Err(NotChanged::Unlisted(cause));
                }
            }
        }
        Err(NotChanged::Busy)
    }

    /// Whether this device leaves the room, and offers nothing any more of which it is not known what became.
    async fn has_left(&self, room: RoomId) -> Result<bool, NotChanged> {
        let mut entered = self.following.live.enter(room).await?;
        let leaves = entered.known().standing.leaves()
            && entered.draft(&*self.following.live.book).await?.is_none();
        entered.leave(false);
        Ok(leaves)
    }

    /// The commit that is offered already, or one that is made now and kept; nothing if there is nothing to be done.
    async fn draft(
        &self,
        room: RoomId,
        wanted: &(impl Fn(&dyn Group) -> Result<Option<WantedChange>, NotChanged> + Send + Sync),
        fresh: Fresh,
    ) -> Result<Option<RoomDraft>, NotChanged> {
        let mut entered = self.following.live.enter(room).await?;
        if !entered.is_member() {
            let is_lost = entered.known().standing.is_lost();
            entered.leave(false);
            return Err(if is_lost { NotChanged::Lost } else { NotChanged::NotAMember });
        }
        // Another one in its place would have this device not know its own commit again.
        if let Some(offered) = entered.draft(&*self.following.live.book).await? {
            entered.leave(false);
            return Ok(Some(offered));
        }
        if !entered.stays() {
            entered.leave(false);
            return Err(NotChanged::NotAMember);
        }
        let Some(WantedChange { change, adds }) = wanted(entered.group())? else {
            entered.leave(false);
            return Ok(None);
        };
        let told = told(entered.group(), &change, adds)?;
        let PreparedCommit { epoch, commit, welcome, info, secret, keep } =
            entered.group().prepare(&change, fresh)?;
        let commit = commit.try_into().map_err(|_| GroupRefused::Full)?;
        let welcome = welcome.map(RoomWelcome::try_from).transpose();
        let welcome = welcome.map_err(|_| GroupRefused::Full)?;
        let info = info.map(RoomInfo::try_from).transpose().map_err(|_| GroupRefused::Full)?;
        let entry = RoomEntry { commit, change: told, info, welcome };
        let draft = RoomDraft { place: entered.known().place.next(), epoch, entry, secret };
        let known = entered.known().clone();
        self.following.rooms.update(&known, Some(keep), Some(draft.clone())).await?;
        entered.offers(known, draft.clone());
        entered.leave(false);
        Ok(Some(draft))
    }

    /// Forgets a commit that the directory takes nowhere.
    async fn give_up(&self, room: RoomId) -> Result<(), NotChanged> {
        let mut entered: Entered = self.following.live.enter(room).await?;
        let known: KnownRoom = entered.known().clone();
        self.following.rooms.update(&known, None, None).await?;
        entered.goes_on(known);
        entered.leave(false);
        Ok(())
    }
}

/// What the directory has to know of a change: who comes, who goes, and who looks after the room.
fn told(
    group: &dyn Group,
    change: &GroupChange,
    adds: Vec<DeviceAddress>,
) -> Result<RoomChange, NotChanged> {
    let (members, now) = (group.members()?, group.charter()?);
    let then = change.charter.as_ref().unwrap_or(&now);
    let accounts: HashMap<&Address, AccountKey> =
        members.iter().map(|it| (&it.device.person, it.account_key)).collect();
    let keeps = |charter: &RoomCharter, device: &DeviceAddress| {
        let role = accounts.get(&device.person).map(|account| charter.role(account));
        role.is_some_and(|role| role >= RoomRole::Admin)
    };
    let goes: Vec<_> = change.remove.iter().filter(|it| !adds.contains(it)).cloned().collect();
    let stay = members.iter().map(|RoomMember { device, .. }| device);
    let stay = stay.filter(|device| !goes.contains(device) && !adds.contains(device));
    let (mut keepers, mut no_keepers) = (Vec::new(), Vec::new());
    for device in stay {
        match (keeps(&now, device), keeps(then, device)) {
            (false, true) => keepers.push(device.clone()),
            (true, false) => no_keepers.push(device.clone()),
            _ => {}
        }
    }
    // Whoever is only helped back is what it was.
    let comes = |device: &&DeviceAddress| !members.iter().any(|it| it.device == **device);
    let come = adds.iter().filter(comes).filter(|device| keeps(then, device));
    keepers.extend(come.cloned());
    RoomChange::new(adds, goes, keepers, no_keepers).map_err(|_| NotChanged::TooMuchAtOnce)
}

/// Why a room was not changed.
#[derive(Debug, Error)]
pub enum NotChanged {
    /// The room is not known here, or the directory knows none in which this device is.
    #[error("there is no such room")]
    NoSuchRoom,
    /// This device is not in it, or not any more.
    #[error("this device is not in the room")]
    NotAMember,
    /// This device has lost the room, and has to come in anew.
    #[error("this device has lost the room")]
    Lost,
    /// It is not to be done in this room, or not by this person.
    #[error("the room refuses: {0}")]
    NotAllowed(#[from] GroupRefused),
    /// Nobody would own the room any more.
    #[error("the room would have no owner")]
    LastOwner,
    /// It names more devices than can be told of at once ([`RoomChange::MOST`]).
    #[error("too many devices at once")]
    TooMuchAtOnce,
    /// The directory refuses it.
    #[error("the directory refuses: {0}")]
    Refused(RoomRefusal),
    /// The directory refuses it, for another reason.
    #[error("the directory refuses: {0}")]
    Unlisted(causerie_chat::Cause),
    /// Others changed the room each time before this could; it can be tried again.
    #[error("others change the room all the time")]
    Busy,
    /// The directory does not answer; what was offered may have been accepted, and is offered again.
    #[error("the directory does not answer")]
    DirectoryUnreachable(#[source] Unavailable),
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl From<NotFollowed> for NotChanged {
    fn from(not: NotFollowed) -> Self {
        match not {
            NotFollowed::NoSuchRoom => Self::NoSuchRoom,
            NotFollowed::Lost | NotFollowed::Forked => Self::Lost,
            NotFollowed::DirectoryUnreachable(cause) => Self::DirectoryUnreachable(cause),
            NotFollowed::Unavailable(cause) => Self::Unavailable(cause),
        }
    }
}

impl From<NotEntered> for NotChanged {
    fn from(not: NotEntered) -> Self {
        NotFollowed::from(not).into()
    }
}

impl From<RoomNotKept> for NotChanged {
    fn from(not: RoomNotKept) -> Self {
        NotFollowed::from(not).into()
    }
}
