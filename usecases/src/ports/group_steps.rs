use std::fmt;

use causerie_chat::{DeviceAddress, RoomCharter, RoomEpoch, RoomMember, Timestamp};
use thiserror::Error;
use zeroize::Zeroizing;

/// What a step needs that no state holds. The same entropy is used again only to take the very same step again.
pub struct Fresh {
    /// 32 random bytes.
    pub entropy: Zeroizing<[u8; 32]>,
    /// Now.
    pub at: Timestamp,
}

/// What others add a device with, and what the device keeps to itself until then.
pub struct Invitable {
    /// The half for others, signed by the device.
    pub package: Vec<u8>,
    /// The half that opens the welcome.
    pub secret: Zeroizing<Vec<u8>>,
}

/// Who is to be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guest {
    /// Them, as their package says; that an account vouches for them is looked at when they are added.
    pub member: RoomMember,
    /// Whether they were.
    pub is_in: bool,
}

/// What a commit changes besides the keys; nothing, if only these.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupChange {
    /// Who comes in, by [`Invitable::package`].
    pub add: Vec<Vec<u8>>,
    /// Who goes.
    pub remove: Vec<DeviceAddress>,
    /// The charter from then on, if it is to be another one. Whoever has no device in the room any more loses their role in any case.
    pub charter: Option<RoomCharter>,
}

/// A commit that was made here and not accepted yet.
pub struct PreparedCommit {
    /// In which epoch it may be applied.
    pub epoch: RoomEpoch,
    /// What all members apply.
    pub commit: Vec<u8>,
    /// What those join with who were added, once it was accepted.
    pub welcome: Option<Vec<u8>>,
    /// Of a public room: what [`super::Groups::join_public`] is done with once it was accepted.
    pub info: Option<Vec<u8>>,
    /// What it leads to.
    pub secret: Zeroizing<Vec<u8>>,
    /// To be kept before it is offered.
    pub keep: GroupKeep,
}

/// A commit that was made here, as it is recognised and applied: [`PreparedCommit::own`], or what was kept of it.
#[derive(Clone, Copy)]
pub struct OwnCommit<'a> {
    /// See [`PreparedCommit::epoch`].
    pub epoch: RoomEpoch,
    /// See [`PreparedCommit::commit`].
    pub commit: &'a [u8],
    /// See [`PreparedCommit::secret`].
    pub secret: &'a [u8],
}

impl PreparedCommit {
    /// What it is recognised and applied by.
    #[must_use]
    pub fn own(&self) -> OwnCommit<'_> {
        OwnCommit { epoch: self.epoch, commit: &self.commit, secret: &self.secret }
    }
}

/// What a commit did.
pub struct AppliedCommit {
    /// The epoch it led to.
    pub epoch: RoomEpoch,
    /// Who made it.
    pub by: RoomMember,
    /// Who came in.
    pub added: Vec<RoomMember>,
    /// Who went.
    pub removed: Vec<RoomMember>,
    /// The charter, if it became another one.
    pub charter: Option<RoomCharter>,
    /// Whether this device is among them; then nothing can be done in the room any more.
    pub is_over: bool,
    /// To be kept with all of that.
    pub keep: GroupKeep,
}

/// A text for the members.
pub struct SealedText {
    /// What they open.
    pub bytes: Vec<u8>,
    /// To be kept before anybody sees the bytes; now and then nothing, because it was kept ahead.
    pub keep: Option<GroupKeep>,
}

impl SealedText {
    /// The longest text, in bytes.
    pub const MAX_TEXT: usize = 256 * 1024;
}

/// A text of a member.
pub struct OpenedText {
    /// Who sealed it.
    pub sender: RoomMember,
    /// What it says.
    pub text: Zeroizing<Vec<u8>>,
    /// To be kept with the text. Mostly nothing: a room that is loaded from an earlier state opens what it opened since a second time, so
    /// that texts need an id of their own by which the second is known.
    pub keep: Option<GroupKeep>,
}

impl OpenedText {
    /// How many epochs before the present one are still read.
    pub const FORMER_EPOCHS: usize = 3;
    /// How many messages of one sender may be missing before the next one.
    pub const AHEAD: u32 = 1_024;
}

/// What is kept of a room; both parts are for this device's eyes only.
pub struct GroupKeep {
    /// Who is in it, by their keys: as long as there are members. Nothing if it is as it was kept last.
    pub tree: Option<Vec<u8>>,
    /// The secrets, which replace those before them.
    pub state: Zeroizing<Vec<u8>>,
}

/// Why a step in a room was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum GroupRefused {
    /// The bytes are nothing of a room, or too many, or not what is asked for here.
    #[error("malformed")]
    Malformed,
    /// It is of another room.
    #[error("of another room")]
    WrongRoom,
    /// It is of an epoch that this device has yet to reach, by commits that it lacks.
    #[error("of a later epoch")]
    LaterEpoch,
    /// It is of an epoch that is over.
    #[error("of an epoch that is over")]
    EarlierEpoch,
    /// It was opened before, or is too far ahead of its sender's last one.
    #[error("opened before, or out of reach")]
    OutOfReach,
    /// This device sealed it, or made it and knows no more how.
    #[error("by this device itself")]
    Own,
    /// No member sealed or signed it, or it was changed on its way.
    #[error("cannot be opened")]
    CannotOpen,
    /// A credential in it is not one, or no account vouches for it, or it takes another member's place.
    #[error("a device nobody vouches for")]
    NotVouchedFor,
    /// The package to add a device with is too old, or of a time yet to come.
    #[error("a package whose time is over")]
    Expired,
    /// The device is in the room already.
    #[error("a member already")]
    AlreadyMember,
    /// The device is not in the room; or this one no more.
    #[error("not a member")]
    NotAMember,
    /// There would be more than [`RoomMember::MOST`].
    #[error("the room is full")]
    Full,
    /// Nobody comes into a private room by themselves.
    #[error("not a public room")]
    NotPublic,
    /// It changes what is not to be changed by a commit.
    #[error("a change that is not allowed")]
    NotAllowed,
    /// Whoever made it may not do that in this room ([`RoomCharter::permits`]).
    #[error("may not do that in this room")]
    NotEntitled,
    /// The welcome is not for what it was opened with.
    #[error("not for this device")]
    NotForUs,
    /// What was kept is no state of a room, or its parts do not belong together.
    #[error("the kept state is broken")]
    Broken,
}

impl fmt::Debug for GroupKeep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GroupKeep(..)")
    }
}
