use causerie_chat::{RoomEpoch, RoomId};
use causerie_usecases::ports::{Fresh, GroupRefused, SealedText};
use mls_rs::{
    MlsMessage, MlsMessageDescription,
    group::{ContentType, Sender},
    mls_rs_codec::MlsDecode,
    time::MlsTime,
};

/// Text, and what is around it.
pub(crate) const MOST_OF_TEXT: usize = SealedText::MAX_TEXT + 1_024;
/// A commit that adds a thousand, or a welcome with the tree of a thousand, is some hundred KiB.
pub(crate) const MOST_OF_COMMIT: usize = 2 * 1_024 * 1_024;
/// A key package is below one KiB.
pub(crate) const MOST_OF_PACKAGE: usize = 8 * 1_024;

/// The message that `bytes` are, of which there are at most that many, and nothing besides.
pub(crate) fn message(bytes: &[u8], most: usize) -> Result<MlsMessage, GroupRefused> {
    if bytes.len() > most {
        return Err(GroupRefused::Malformed);
    }
    let mut rest = bytes;
    let message = MlsMessage::mls_decode(&mut rest).map_err(|_| GroupRefused::Malformed)?;
    if rest.is_empty() { Ok(message) } else { Err(GroupRefused::Malformed) }
}

/// A message of that content of `room`, and its epoch. Only who comes in says so unencrypted.
pub(crate) fn of_room(
    bytes: &[u8],
    most: usize,
    content: ContentType,
    room: &[u8],
) -> Result<(MlsMessage, RoomEpoch), GroupRefused> {
    let message = message(bytes, most)?;
    let (of, epoch, is) = match message.description() {
        MlsMessageDescription::PrivateProtocolMessage { group_id, epoch_id, content_type } => {
            (group_id == room, epoch_id, content_type)
        }
        MlsMessageDescription::PublicProtocolMessage {
            group_id,
            epoch_id,
            content_type,
            sender: Sender::NewMemberCommit,
            ..
        } => (group_id == room, epoch_id, content_type),
        _ => return Err(GroupRefused::Malformed),
    };
    if is != content {
        return Err(GroupRefused::Malformed);
    }
    if of { Ok((message, epoch)) } else { Err(GroupRefused::WrongRoom) }
}

/// The room's name, if it is one of ours.
pub(crate) fn room_id(group_id: &[u8]) -> Result<RoomId, GroupRefused> {
    <[u8; 16]>::try_from(group_id).map(RoomId::from).map_err(|_| GroupRefused::Malformed)
}

/// The moment, as the library has it.
pub(crate) fn moment(fresh: &Fresh) -> MlsTime {
    fresh.at.seconds().into()
}
