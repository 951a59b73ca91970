//! What is answered where rooms are founded, changed and read.

use causerie_chat::RoomRefusal;
use causerie_usecases::ports::{NotAppended, NotBanned, NotFounded, NotRead};

use super::{
    ENTRIES_EXPIRED, FORBIDDEN, ID_IN_USE, NO_SUCH_ROOM, PLACE_AHEAD, PLACE_TAKEN, QUOTA_EXCEEDED,
    ROOM_FULL, ROOM_LOG_FULL, Refusal, TOO_MANY_ROOMS, UNAVAILABLE, UNKNOWN_DEVICE, WRONG_INFO,
};

impl From<NotFounded> for Refusal {
    fn from(refused: NotFounded) -> Self {
        match refused {
            NotFounded::IdInUse => ID_IN_USE.because("another room has that id"),
            NotFounded::TooMany => TOO_MANY_ROOMS,
            NotFounded::WrongInfo => WRONG_INFO,
            NotFounded::UnknownDevice => UNKNOWN_DEVICE,
            NotFounded::Refused(_) => UNAVAILABLE.because("the directory refused"),
            NotFounded::Unavailable(cause) => cause.into(),
        }
    }
}

impl From<NotAppended> for Refusal {
    fn from(refused: NotAppended) -> Self {
        match refused {
            NotAppended::Refused(why) => why.into(),
            NotAppended::Unlisted(_) => UNAVAILABLE.because("the directory refused"),
            NotAppended::Unavailable(cause) => cause.into(),
        }
    }
}

impl From<RoomRefusal> for Refusal {
    fn from(why: RoomRefusal) -> Self {
        match why {
            RoomRefusal::NoSuchRoom => NO_SUCH_ROOM,
            RoomRefusal::NotAllowed => FORBIDDEN,
            RoomRefusal::Taken => PLACE_TAKEN,
            RoomRefusal::Ahead => PLACE_AHEAD,
            RoomRefusal::Expired => ENTRIES_EXPIRED,
            RoomRefusal::WrongInfo => WRONG_INFO,
            RoomRefusal::UnknownDevice => UNKNOWN_DEVICE,
            RoomRefusal::TooManyDevices => ROOM_FULL,
            RoomRefusal::LogFull => ROOM_LOG_FULL,
            RoomRefusal::TooOften => QUOTA_EXCEEDED.because("too many entries within a day"),
        }
    }
}

impl From<NotRead> for Refusal {
    fn from(refused: NotRead) -> Self {
        match refused {
            NotRead::NoSuchRoom => NO_SUCH_ROOM,
            NotRead::NotAllowed => FORBIDDEN.because("only who is in a room reads its log"),
            NotRead::Expired => ENTRIES_EXPIRED,
            NotRead::Unavailable(cause) => cause.into(),
        }
    }
}

impl From<NotBanned> for Refusal {
    fn from(refused: NotBanned) -> Self {
        match refused {
            NotBanned::NotAllowed => FORBIDDEN.because("only moderators ban, and nobody bans them"),
            NotBanned::TooOften => QUOTA_EXCEEDED,
            NotBanned::Unavailable(cause) => cause.into(),
        }
    }
}
