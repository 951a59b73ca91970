//! What is answered where a person comes into the public channel.

use causerie_usecases::peer::{commands::NotJoinedPublic, queries::ReadPublicRoomError};

use super::{
    BANNED, CHANNEL_BROKEN, NO_PUBLIC_CHANNEL, ROOM_BUSY, ROOM_FULL, Refusal, TOO_MANY_ROOMS,
    UNAVAILABLE, own_rooms::unreachable,
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
