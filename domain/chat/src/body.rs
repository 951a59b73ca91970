use std::borrow::Cow;

use crate::{
    DeviceList, Emoji, HistoryWanted, InvalidText, MessageId, MessageRef, Moderation, Receipt,
    RoomInvitation, RoomRequest, SharedFile, Text, change_codec,
};

/// What a message says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// Nothing any more: words that their author deleted, or that have disappeared. It is sent if that was before they left.
    Wiped,
    /// Words.
    Text(Text),
    /// What became of messages that went the other way. It is not shown, and no part of a conversation.
    Receipt(Receipt),
    /// The author's message `target` says something else now.
    Edit {
        /// Which.
        target: MessageId,
        /// What.
        text: Text,
    },
    /// The author's message `target` is to be wiped at both ends.
    Delete {
        /// Which.
        target: MessageId,
    },
    /// What the author thinks of a message of either of the two, or of anybody in the room.
    Reaction {
        /// Which.
        target: MessageRef,
        /// It; nothing if it is taken back.
        emoji: Option<Emoji>,
    },
    /// The author is writing something. It is never kept.
    Typing,
    /// Which devices its author has from now on; whether they do is for whoever knows the author's account key to check.
    Devices(Box<DeviceList>),
    /// The author's device, which is new, asks another one of theirs for a page of what was said. It is never kept, and answered where it is
    /// brought directly to the place for it ([`crate::HistoryPage`]); anywhere else it is refused.
    HistoryWanted(Box<HistoryWanted>),
    /// Whoever it is for may come into a room.
    Invitation(Box<RoomInvitation>),
    /// The author's device asks to be taken into a room.
    RoomRequest(Box<RoomRequest>),
    /// The author wants to be let go of the room this is said in, with all their devices. Nobody goes by themselves there.
    Leaving,
    /// What a moderator decides in the public channel this is said in. Whether its author may is for whoever asked the directory to check.
    Moderation(Box<Moderation>),
    /// Where a file can be had, and with which key; the file is nowhere in it.
    File(Box<SharedFile>),
    /// Something a later version says: kept and passed on as it came, shown as "not understood by this version".
    Unknown {
        /// Its number; never that of a kind above.
        kind: u64,
        /// Its bytes; at most [`Text::MAX_BYTES`] and a few more.
        data: Vec<u8>,
    },
}

impl Body {
    const WIPED: u64 = 0;
    const TEXT: u64 = 1;
    const RECEIPT: u64 = 2;
    const EDIT: u64 = 3;
    const DELETE: u64 = 4;
    const REACTION: u64 = 5;
    const TYPING: u64 = 6;
    const DEVICES: u64 = 8;
    const HISTORY_WANTED: u64 = 9;
    const INVITATION: u64 = 10;
    const ROOM_REQUEST: u64 = 11;
    const LEAVING: u64 = 12;
    const MODERATION: u64 = 13;
    const FILE: u64 = 14;

    /// An empty map (RFC 8949), to which later versions may add.
    const NOTHING: &[u8] = &[0xa0];
    /// The longest text, and what says whose place it takes.
    const MAX_BYTES: usize = Text::MAX_BYTES + 64;

    /// The number of the kind: 0 is nothing any more, 1 text, 2 a receipt, 3 an edit, 4 a deletion, 5 a reaction, 6 that somebody is
    /// typing, 8 a device list, 9 that history is wanted, 10 an invitation into a room, 11 a request for one, 12 that somebody leaves one,
    /// 13 what a moderator decides, 14 a file.
    #[must_use]
    pub fn kind(&self) -> u64 {
        match self {
            Self::Wiped => Self::WIPED,
            Self::Text(_) => Self::TEXT,
            Self::Receipt(_) => Self::RECEIPT,
            Self::Edit { .. } => Self::EDIT,
            Self::Delete { .. } => Self::DELETE,
            Self::Reaction { .. } => Self::REACTION,
            Self::Typing => Self::TYPING,
            Self::Devices(_) => Self::DEVICES,
            Self::HistoryWanted(_) => Self::HISTORY_WANTED,
            Self::Invitation(_) => Self::INVITATION,
            Self::RoomRequest(_) => Self::ROOM_REQUEST,
            Self::Leaving => Self::LEAVING,
            Self::Moderation(_) => Self::MODERATION,
            Self::File(_) => Self::FILE,
            Self::Unknown { kind, .. } => *kind,
        }
    }

    /// The bytes of the kind; UTF-8 for text.
    #[must_use]
    pub fn data(&self) -> Cow<'_, [u8]> {
        match self {
            Self::Wiped | Self::Typing | Self::Leaving => Cow::Borrowed(Self::NOTHING),
            Self::Text(text) => Cow::Borrowed(text.as_str().as_bytes()),
            Self::Receipt(receipt) => Cow::Owned(receipt.encode()),
            Self::Edit { target, text } => Cow::Owned(change_codec::edit(*target, text)),
            Self::Delete { target } => Cow::Owned(change_codec::deletion(*target)),
            Self::Reaction { target, emoji } => {
                Cow::Owned(change_codec::reaction(target, emoji.as_ref()))
            }
            Self::Devices(list) => Cow::Owned(list.encode()),
            Self::HistoryWanted(wanted) => Cow::Owned(wanted.encode()),
            Self::Invitation(invitation) => Cow::Owned(invitation.encode()),
            Self::RoomRequest(request) => Cow::Owned(request.encode()),
            Self::Moderation(decision) => Cow::Owned(decision.encode()),
            Self::File(file) => Cow::Owned(file.encode()),
            Self::Unknown { data, .. } => Cow::Borrowed(data),
        }
    }

    /// The body whose [`Body::kind`] and [`Body::data`] these are.
    pub fn from_parts(kind: u64, data: Vec<u8>) -> Result<Self, InvalidText> {
        if data.len() > Self::MAX_BYTES {
            return Err(InvalidText);
        }
        match kind {
            Self::WIPED => change_codec::read_nothing(&data).map(|()| Self::Wiped),
            Self::TYPING => change_codec::read_nothing(&data).map(|()| Self::Typing),
            Self::LEAVING => change_codec::read_nothing(&data).map(|()| Self::Leaving),
            Self::EDIT => change_codec::read_edit(&data),
            Self::DELETE => change_codec::read_deletion(&data),
            Self::REACTION => change_codec::read_reaction(&data),
            Self::TEXT => {
                return String::from_utf8(data)
                    .map_err(|_| InvalidText)?
                    .try_into()
                    .map(Self::Text);
            }
            Self::RECEIPT => Receipt::decode(&data).map(Self::Receipt),
            Self::DEVICES => {
                let list = DeviceList::decode(&data).map_err(|_| InvalidText)?;
                return Ok(Self::Devices(Box::new(list)));
            }
            Self::HISTORY_WANTED => {
                let wanted = HistoryWanted::decode(&data).map_err(|_| InvalidText)?;
                return Ok(Self::HistoryWanted(Box::new(wanted)));
            }
            Self::INVITATION => {
                let read = RoomInvitation::decode(&data).map_err(|_| InvalidText)?;
                return Ok(Self::Invitation(Box::new(read)));
            }
            Self::ROOM_REQUEST => {
                let read = RoomRequest::decode(&data).map_err(|_| InvalidText)?;
                return Ok(Self::RoomRequest(Box::new(read)));
            }
            Self::MODERATION => {
                let read = Moderation::decode(&data).map_err(|_| InvalidText)?;
                return Ok(Self::Moderation(Box::new(read)));
            }
            Self::FILE => {
                let read = SharedFile::decode(&data).map_err(|_| InvalidText)?;
                return Ok(Self::File(Box::new(read)));
            }
            _ => Ok(Self::Unknown { kind, data }),
        }
        .map_err(|_| InvalidText)
    }

    /// What is left of it once its words are wiped: nothing, but of an edit that there is nothing left of what it changed.
    #[must_use]
    pub fn wiped(self) -> Self {
        match self {
            Self::Text(_)
            | Self::Invitation(_)
            | Self::RoomRequest(_)
            | Self::Leaving
            | Self::File(_)
            | Self::Unknown { .. } => Self::Wiped,
            Self::Edit { target, .. } => Self::Delete { target },
            other => other,
        }
    }

    /// Whether it is worth nothing once it was heard: no history keeps it, and nobody sends it again.
    #[must_use]
    pub fn is_fleeting(&self) -> bool {
        matches!(self, Self::Typing | Self::HistoryWanted(_))
    }

    /// What can be searched for in it: of words those, of a file its name and what was said with it.
    #[must_use]
    pub fn searched(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Text(text) => Some(Cow::Borrowed(text.as_str())),
            Self::File(file) => {
                let name = file.manifest.name.as_str();
                let caption = file.caption.as_ref().map(|it| format!("{name}\n{}", it.as_str()));
                Some(caption.map_or(Cow::Borrowed(name), Cow::Owned))
            }
            _ => None,
        }
    }

    /// Whether two bodies are the same, unless one of them was wiped: then nobody can tell any more, and they count as the same.
    pub(crate) fn is_but_for_wiping(&self, other: &Self) -> bool {
        self == other || *other == self.clone().wiped() || *self == other.clone().wiped()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FileHash, FileKey, FileManifest};

    #[test]
    fn words_do_not_print() {
        let body = Body::Text("secret".parse().unwrap());

        assert_eq!(format!("{body:?}"), "Text(Text(6 bytes))");
    }

    #[test]
    fn a_body_is_bounded() {
        assert_eq!(Body::from_parts(99, vec![0; 65_601]), Err(InvalidText));
        assert_eq!(Body::from_parts(1, vec![0xFF]), Err(InvalidText));
    }

    #[test]
    fn what_was_wiped_counts_as_the_same_and_says_nothing() {
        let target = "0191d5f2-7c4a-7abc-8def-0123456789ab".parse().unwrap();
        let text = |words: &str| Body::Text(words.parse().unwrap());
        let edit = |words: &str| Body::Edit { target, text: words.parse().unwrap() };

        assert_eq!(text("a").wiped(), Body::Wiped);
        assert_eq!(Body::Leaving.wiped(), Body::Wiped);
        assert_eq!(edit("a").wiped(), Body::Delete { target });
        assert!(
            text("a").is_but_for_wiping(&Body::Wiped) && Body::Wiped.is_but_for_wiping(&text("a"))
        );
        assert!(edit("a").is_but_for_wiping(&edit("a").wiped()));
        assert!(
            !text("a").is_but_for_wiping(&text("b")) && !edit("a").is_but_for_wiping(&text("a"))
        );
        assert!(!edit("a").is_but_for_wiping(&Body::Wiped));
        assert!(Body::Leaving.is_but_for_wiping(&Body::Wiped));
    }

    #[test]
    fn a_file_is_found_by_its_name_and_what_was_said_with_it() {
        let file = |caption: Option<&str>| {
            let (hash, key) = (FileHash([1; 32]), FileKey::from([2; 32]));
            let manifest = FileManifest::new("a.txt".parse().unwrap(), None, (1, 16), hash, key);
            let caption = caption.map(|it| it.parse().unwrap());
            Body::File(Box::new(SharedFile { manifest: manifest.unwrap(), caption }))
        };

        assert_eq!(file(None).searched().as_deref(), Some("a.txt"));
        assert_eq!(file(Some("hi")).searched().as_deref(), Some("a.txt\nhi"));
        assert_eq!(file(None).wiped(), Body::Wiped);
        assert_eq!(Body::Leaving.searched(), None);
    }

    #[test]
    fn t63_an_unknown_kind_round_trips() {
        let body = Body::from_parts(77, vec![0xFF, 0]).unwrap();

        assert_eq!(body, Body::Unknown { kind: 77, data: vec![0xFF, 0] });
        assert_eq!(Body::from_parts(body.kind(), body.data().into_owned()), Ok(body));
    }
}
