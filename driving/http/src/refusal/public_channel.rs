//! What is answered where a person comes into the public channel.

use causerie_chat::Timestamp;
use causerie_edge::now;
use causerie_usecases::{
    peer::{
        commands::{NotJoinedPublic, NotModerated},
        queries::ReadPublicRoomError,
        rooms::NotSaidInRoom,
    },
    ports::Mute,
};

use super::{
    BANNED, CHANNEL_BROKEN, ID_IN_USE, MUTED, NO_PUBLIC_CHANNEL, NOT_ENTITLED, NOT_FOUND,
    NOT_IN_ROOM, QUOTA_EXCEEDED, ROOM_BUSY, ROOM_FULL, Refusal, TOO_MANY_ROOMS, UNAVAILABLE,
    USER_NOT_FOUND, own_rooms::unreachable,
};

impl From<NotJoinedPublic> for Refusal {
    fn from(refused: NotJoinedPublic) -> Self {
        use causerie_usecases::ports::GroupRefused::Full;
        match refused {
            NotJoinedPublic::NoPublicChannel => NO_PUBLIC_CHANNEL,
            NotJoinedPublic::Banned => BANNED,
            NotJoinedPublic::NotMade(Full) => ROOM_FULL,
            NotJoinedPublic::NotTheChannel | NotJoinedPublic::NotMade(_) => CHANNEL_BROKEN,
            NotJoinedPublic::TooMany => TOO_MANY_ROOMS,
            NotJoinedPublic::Refused(why) => why.into(),
            NotJoinedPublic::Unlisted(_) => UNAVAILABLE.because("the directory refused"),
            NotJoinedPublic::Busy => ROOM_BUSY,
            NotJoinedPublic::DirectoryUnreachable(cause) => unreachable(&cause),
            NotJoinedPublic::Unavailable(cause) => cause.into(),
        }
    }
}

impl From<ReadPublicRoomError> for Refusal {
    fn from(refused: ReadPublicRoomError) -> Self {
        match refused {
            ReadPublicRoomError::NoPublicChannel => NO_PUBLIC_CHANNEL,
            ReadPublicRoomError::DirectoryUnreachable(cause) => unreachable(&cause),
        }
    }
}

impl From<NotModerated> for Refusal {
    fn from(refused: NotModerated) -> Self {
        match refused {
            NotModerated::NoPublicChannel => NO_PUBLIC_CHANNEL,
            NotModerated::NotAModerator => NOT_ENTITLED
                .because("only whom the operator of the directory named moderates its channel"),
            NotModerated::OfAModerator => {
                NOT_ENTITLED.because("nobody bans a moderator: that is the operator's to decide")
            }
            NotModerated::UnknownPerson => USER_NOT_FOUND,
            NotModerated::NoSuchMessage => {
                NOT_FOUND.because("there is no such message in the channel here")
            }
            NotModerated::NotSaid(why) => why.into(),
            NotModerated::NotLetGo(why) => why.into(),
            NotModerated::TooOften => QUOTA_EXCEEDED,
            NotModerated::DirectoryUnreachable(cause) => unreachable(&cause)
                .because("the directory does not answer; the same with its id goes on with it"),
            NotModerated::Unavailable(cause) => cause.into(),
        }
    }
}

impl From<NotSaidInRoom> for Refusal {
    fn from(refused: NotSaidInRoom) -> Self {
        match refused {
            NotSaidInRoom::NoSuchRoom | NotSaidInRoom::NotAMember => NOT_IN_ROOM,
            NotSaidInRoom::Muted(until) => muted(until),
            NotSaidInRoom::IdInUse => ID_IN_USE,
            NotSaidInRoom::NotSealed(why) => why.into(),
            NotSaidInRoom::Unavailable(cause) => cause.into(),
        }
    }
}

/// Nobody would hear it until then.
pub(super) fn muted(until: Timestamp) -> Refusal {
    if until >= Mute::FOR_EVER {
        return BANNED;
    }
    MUTED.until(until.millis().saturating_sub(now().millis()).div_ceil(1_000))
}

#[cfg(test)]
mod tests {
    use causerie_chat::{Cause, RoomRefusal};
    use causerie_usecases::ports::{GroupRefused, Unavailable};
    use rstest::rstest;

    use super::*;

    fn broken() -> Unavailable {
        Unavailable::new(std::io::Error::other("marker"))
    }

    #[rstest]
    #[case(NotJoinedPublic::NoPublicChannel, "NO_PUBLIC_CHANNEL", false)]
    #[case(NotJoinedPublic::Banned, "BANNED", false)]
    #[case(NotJoinedPublic::NotTheChannel, "CHANNEL_BROKEN", true)]
    #[case(NotJoinedPublic::NotMade(GroupRefused::Malformed), "CHANNEL_BROKEN", true)]
    #[case(NotJoinedPublic::NotMade(GroupRefused::Full), "ROOM_FULL", false)]
    #[case(NotJoinedPublic::Refused(RoomRefusal::TooManyDevices), "ROOM_FULL", false)]
    #[case(NotJoinedPublic::Refused(RoomRefusal::LogFull), "ROOM_LOG_FULL", false)]
    #[case(NotJoinedPublic::TooMany, "TOO_MANY_ROOMS", false)]
    #[case(NotJoinedPublic::Unlisted(Cause::QUOTA_EXCEEDED), "UNAVAILABLE", true)]
    #[case(NotJoinedPublic::Busy, "ROOM_BUSY", true)]
    #[case(NotJoinedPublic::DirectoryUnreachable(broken()), "DIRECTORY_UNREACHABLE", true)]
    #[case(NotJoinedPublic::Unavailable(broken()), "UNAVAILABLE", true)]
    fn who_does_not_come_into_the_channel_is_told_why(
        #[case] why: NotJoinedPublic,
        #[case] code: &str,
        #[case] retry: bool,
    ) {
        let refusal = Refusal::from(why);

        assert_eq!((refusal.code, refusal.retry), (code, retry));
        assert!(!refusal.detail.contains("marker"));
    }
}
