//! What is answered where a person's own rooms are made and changed.

use causerie_usecases::{
    peer::{
        commands::{CreateRoomError, InviteError, JoinError, LeaveRoomError},
        queries::ReadRoomError,
        rooms::NotChanged,
    },
    ports::{GroupRefused, Unavailable},
};

use super::{
    ALREADY_IN_ROOM, BLOCKED, DIRECTORY_UNREACHABLE, ID_IN_USE, IDENTITY_CHANGED, LAST_OWNER,
    NO_SUCH_ROOM, NOT_A_MEMBER, NOT_ENTITLED, NOT_IN_ROOM, NOT_INVITED, ROOM_BUSY, ROOM_FULL,
    ROOM_LOST, Refusal, TOO_MANY_AT_ONCE, TOO_MANY_ROOMS, UNAVAILABLE, UNKNOWN_DOMAIN,
    USER_NOT_FOUND, from_use_cases::log,
};

impl From<CreateRoomError> for Refusal {
    fn from(refused: CreateRoomError) -> Self {
        match refused {
            CreateRoomError::IdInUse => ID_IN_USE.because("another room has that id"),
            CreateRoomError::TooMany => TOO_MANY_ROOMS,
            CreateRoomError::Refused(_) => UNAVAILABLE.because("the directory refused"),
            CreateRoomError::NotMade(why) => why.into(),
            CreateRoomError::DirectoryUnreachable(cause) => unreachable(&cause)
                .because("the directory does not answer; the same again goes on with the room"),
            CreateRoomError::Unavailable(cause) => cause.into(),
        }
    }
}

impl From<NotChanged> for Refusal {
    fn from(refused: NotChanged) -> Self {
        match refused {
            NotChanged::NoSuchRoom => NO_SUCH_ROOM,
            NotChanged::NotAMember => NOT_IN_ROOM,
            NotChanged::Lost => ROOM_LOST,
            NotChanged::NotAllowed(why) => why.into(),
            NotChanged::LastOwner => LAST_OWNER,
            NotChanged::TooMuchAtOnce => TOO_MANY_AT_ONCE,
            NotChanged::Refused(why) => why.into(),
            NotChanged::Unlisted(_) => UNAVAILABLE.because("the directory refused"),
            NotChanged::Busy => ROOM_BUSY,
            NotChanged::DirectoryUnreachable(cause) => unreachable(&cause).because(
                "the directory of the room does not answer; the change may have been made",
            ),
            NotChanged::Unavailable(cause) => cause.into(),
        }
    }
}

impl From<InviteError> for Refusal {
    fn from(refused: InviteError) -> Self {
        match refused {
            InviteError::NoSuchRoom => NO_SUCH_ROOM,
            InviteError::NotAMember => NOT_IN_ROOM,
            InviteError::NotEntitled => NOT_ENTITLED,
            InviteError::AlreadyIn => ALREADY_IN_ROOM,
            InviteError::UnknownPerson => USER_NOT_FOUND,
            InviteError::UnknownDomain => UNKNOWN_DOMAIN
                .because("only people of the directory that hosts the room can come in"),
            InviteError::DirectoryUnreachable(cause) => unreachable(&cause),
            InviteError::IdentityChanged => IDENTITY_CHANGED,
            InviteError::Blocked => BLOCKED,
            InviteError::IdInUse => ID_IN_USE,
            InviteError::Broken(why) => why.into(),
            InviteError::Unavailable(cause) => cause.into(),
        }
    }
}

impl From<JoinError> for Refusal {
    fn from(refused: JoinError) -> Self {
        match refused {
            JoinError::NotInvited => NOT_INVITED,
            JoinError::NobodyThere => {
                NOT_INVITED.because("whoever invited you has no device any more that is known here")
            }
            JoinError::IdInUse => ID_IN_USE,
            JoinError::NotMade(why) => why.into(),
            JoinError::Unavailable(cause) => cause.into(),
        }
    }
}

impl From<LeaveRoomError> for Refusal {
    fn from(refused: LeaveRoomError) -> Self {
        match refused {
            LeaveRoomError::NoSuchRoom => NO_SUCH_ROOM,
            LeaveRoomError::Lost => ROOM_LOST
                .because("this device has lost the room and asks to be taken in again; leave it then, or at another device of yours"),
            LeaveRoomError::Unconfirmed => DIRECTORY_UNREACHABLE
                .because("the room's directory has not said yet whether this device is in it"),
            LeaveRoomError::LastOwner => LAST_OWNER,
            LeaveRoomError::IdInUse => ID_IN_USE,
            LeaveRoomError::Broken(why) => why.into(),
            LeaveRoomError::Unavailable(cause) => cause.into(),
        }
    }
}

impl From<ReadRoomError> for Refusal {
    fn from(refused: ReadRoomError) -> Self {
        match refused {
            ReadRoomError::NoSuchRoom => NO_SUCH_ROOM,
            ReadRoomError::Unavailable(cause) => cause.into(),
        }
    }
}

/// What a room itself refuses its own device.
impl From<GroupRefused> for Refusal {
    fn from(refused: GroupRefused) -> Self {
        match refused {
            GroupRefused::NotEntitled => NOT_ENTITLED,
            GroupRefused::NotAMember => NOT_A_MEMBER,
            GroupRefused::Full => ROOM_FULL,
            other => Unavailable::new(other).into(),
        }
    }
}

pub(super) fn unreachable(cause: &Unavailable) -> Refusal {
    log(cause);
    DIRECTORY_UNREACHABLE
}

#[cfg(test)]
mod tests {
    use causerie_chat::{Cause, RoomRefusal};
    use rstest::rstest;

    use super::*;

    fn broken() -> Unavailable {
        Unavailable::new(std::io::Error::other("marker"))
    }

    #[rstest]
    #[case(NotChanged::NotAllowed(GroupRefused::NotEntitled), "NOT_ENTITLED", false)]
    #[case(NotChanged::NotAllowed(GroupRefused::Full), "ROOM_FULL", false)]
    #[case(NotChanged::NotAllowed(GroupRefused::Broken), "UNAVAILABLE", true)]
    #[case(NotChanged::TooMuchAtOnce, "TOO_MANY_AT_ONCE", false)]
    #[case(NotChanged::Refused(RoomRefusal::LogFull), "ROOM_LOG_FULL", false)]
    #[case(NotChanged::Unlisted(Cause::QUOTA_EXCEEDED), "UNAVAILABLE", true)]
    #[case(NotChanged::Busy, "ROOM_BUSY", true)]
    #[case(NotChanged::DirectoryUnreachable(broken()), "DIRECTORY_UNREACHABLE", true)]
    #[case(NotChanged::Unavailable(broken()), "UNAVAILABLE", true)]
    fn a_change_that_was_not_made_has_a_code_and_says_whether_to_try_again(
        #[case] why: NotChanged,
        #[case] code: &str,
        #[case] retry: bool,
    ) {
        let refusal = Refusal::from(why);

        assert_eq!((refusal.code, refusal.retry), (code, retry));
        assert!(!refusal.detail.contains("marker"));
    }

    #[rstest]
    #[case(InviteError::NotAMember.into(), "NOT_IN_ROOM")]
    #[case(InviteError::NotEntitled.into(), "NOT_ENTITLED")]
    #[case(InviteError::Broken(GroupRefused::Broken).into(), "UNAVAILABLE")]
    #[case(InviteError::DirectoryUnreachable(broken()).into(), "DIRECTORY_UNREACHABLE")]
    #[case(InviteError::Blocked.into(), "BLOCKED")]
    #[case(JoinError::NobodyThere.into(), "NOT_INVITED")]
    #[case(JoinError::NotMade(GroupRefused::Malformed).into(), "UNAVAILABLE")]
    #[case(LeaveRoomError::Lost.into(), "ROOM_LOST")]
    #[case(LeaveRoomError::Unconfirmed.into(), "DIRECTORY_UNREACHABLE")]
    #[case(LeaveRoomError::LastOwner.into(), "LAST_OWNER")]
    #[case(LeaveRoomError::Broken(GroupRefused::Broken).into(), "UNAVAILABLE")]
    fn who_neither_comes_nor_goes_is_told_why(#[case] refusal: Refusal, #[case] code: &str) {
        assert_eq!(refusal.code, code);
    }

    #[rstest]
    #[case(CreateRoomError::IdInUse, "ID_IN_USE", false)]
    #[case(CreateRoomError::TooMany, "TOO_MANY_ROOMS", false)]
    #[case(CreateRoomError::Refused(Cause::UNKNOWN_DEVICE), "UNAVAILABLE", true)]
    #[case(CreateRoomError::DirectoryUnreachable(broken()), "DIRECTORY_UNREACHABLE", true)]
    fn a_room_that_was_not_made_has_a_code_and_says_whether_to_try_again(
        #[case] why: CreateRoomError,
        #[case] code: &str,
        #[case] retry: bool,
    ) {
        let refusal = Refusal::from(why);

        assert_eq!((refusal.code, refusal.retry), (code, retry));
    }
}
