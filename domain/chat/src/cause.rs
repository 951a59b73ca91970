use std::{borrow::Cow, fmt, str::FromStr};

use thiserror::Error;

/// Why something did not happen: a stable code of 1 to 40 of `A-Z 0-9 _`. Codes of later versions are causes too.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cause(Cow<'static, str>);

impl Cause {
    /// The recipient's device has published no address: it is away.
    pub const NO_ADDRESS: Self = Self(Cow::Borrowed("NO_ADDRESS"));
    /// Nothing answered at the recipient's address, or something else did.
    pub const UNREACHABLE: Self = Self(Cow::Borrowed("UNREACHABLE"));
    /// The recipient's device answered, but cannot keep messages now.
    pub const PEER_UNAVAILABLE: Self = Self(Cow::Borrowed("PEER_UNAVAILABLE"));
    /// The directory, which knows the address, did not answer.
    pub const DIRECTORY_UNREACHABLE: Self = Self(Cow::Borrowed("DIRECTORY_UNREACHABLE"));
    /// The directory answered, but cannot keep messages now.
    pub const DIRECTORY_UNAVAILABLE: Self = Self(Cow::Borrowed("DIRECTORY_UNAVAILABLE"));
    /// The envelope is for another device.
    pub const WRONG_RECIPIENT: Self = Self(Cow::Borrowed("WRONG_RECIPIENT"));
    /// The message claims an author other than the device that brought it.
    pub const SENDER_MISMATCH: Self = Self(Cow::Borrowed("SENDER_MISMATCH"));
    /// The envelope holds no message.
    pub const MALFORMED: Self = Self(Cow::Borrowed("MALFORMED"));
    /// Another message has that id.
    pub const ID_IN_USE: Self = Self(Cow::Borrowed("ID_IN_USE"));
    /// The recipient's device has published no pre-keys yet, so that nothing can be sealed for it.
    pub const NO_PRE_KEYS: Self = Self(Cow::Borrowed("NO_PRE_KEYS"));
    /// What the directory hands out as the recipient's pre-keys is not theirs, or unusable.
    pub const BAD_PRE_KEYS: Self = Self(Cow::Borrowed("BAD_PRE_KEYS"));
    /// The directory takes no more requests of this device, or hands out no more pre-keys, for now.
    pub const QUOTA_EXCEEDED: Self = Self(Cow::Borrowed("QUOTA_EXCEEDED"));
    /// The recipient's device has no session to open the envelope with; it is sealed anew in a fresh one.
    pub const CANNOT_OPEN: Self = Self(Cow::Borrowed("CANNOT_OPEN"));
    /// One that was sent before it has not come yet; both are sent again, in their order.
    pub const EARLIER_MISSING: Self = Self(Cow::Borrowed("EARLIER_MISSING"));
    /// The other person's account key is not the one known; somebody has to decide whether it is theirs.
    pub const IDENTITY_CHANGED: Self = Self(Cow::Borrowed("IDENTITY_CHANGED"));
    /// The directory knows no such device (any more).
    pub const UNKNOWN_DEVICE: Self = Self(Cow::Borrowed("UNKNOWN_DEVICE"));
    /// The person took that device away from their account: nothing goes to it or is taken from it any more.
    pub const DEVICE_REVOKED: Self = Self(Cow::Borrowed("DEVICE_REVOKED"));
    /// The recipient's mailbox at its directory is full.
    pub const MAILBOX_FULL: Self = Self(Cow::Borrowed("MAILBOX_FULL"));
    /// Too much of this device waits in mailboxes of the directory already.
    pub const TOO_MUCH_WAITING: Self = Self(Cow::Borrowed("TOO_MUCH_WAITING"));
    /// It lay in the mailbox until the directory threw it away, unfetched.
    pub const EXPIRED: Self = Self(Cow::Borrowed("EXPIRED"));
    /// There is enough of its author already, who wants to talk and has not been accepted; it comes again once they are.
    pub const NOT_ACCEPTED: Self = Self(Cow::Borrowed("NOT_ACCEPTED"));
    /// It changes what cannot be changed: no text, or nothing of this conversation.
    pub const NOT_CHANGEABLE: Self = Self(Cow::Borrowed("NOT_CHANGEABLE"));
    /// It changes a message that was sent too long ago.
    pub const TOO_LATE: Self = Self(Cow::Borrowed("TOO_LATE"));
    /// It was to disappear before it could be delivered.
    pub const TIMER_EXPIRED: Self = Self(Cow::Borrowed("TIMER_EXPIRED"));
    /// It lies in the recipient's mailbox until their device fetches it: nothing is wrong.
    pub const IN_MAILBOX: Self = Self(Cow::Borrowed("IN_MAILBOX"));
    /// It is being delivered at this moment, or will be within the next one: nothing is wrong.
    pub const IN_PROGRESS: Self = Self(Cow::Borrowed("IN_PROGRESS"));
    /// Another device of its author sent it and sees to its delivery; this one has not heard yet what became of it: nothing is wrong.
    pub const SENT_ELSEWHERE: Self = Self(Cow::Borrowed("SENT_ELSEWHERE"));
    /// It asks for this person's history, and no other device of theirs brings it, as far as is known where it came.
    pub const NOT_YOUR_DEVICE: Self = Self(Cow::Borrowed("NOT_YOUR_DEVICE"));
    /// It came where there is no answer to it: history is asked for directly, by a request of its own, and nothing else is taken there.
    pub const WRONG_WAY: Self = Self(Cow::Borrowed("WRONG_WAY"));

    /// This device has a place in the room and has lost what belongs to it; it asks to be taken in again.
    pub const ROOM_LOST: Self = Self(Cow::Borrowed("ROOM_LOST"));
    /// The directory told this device another order of changes in the room than it tells now.
    pub const ROOM_FORKED: Self = Self(Cow::Borrowed("ROOM_FORKED"));
    /// A moderator of the public channel has muted its author: nobody hears them there for now.
    pub const MUTED: Self = Self(Cow::Borrowed("MUTED"));
    /// The recipient's device is not in the room any more.
    pub const LEFT_ROOM: Self = Self(Cow::Borrowed("LEFT_ROOM"));
    /// Whoever was asked for a file does not offer it, or not any more.
    pub const FILE_NOT_OFFERED: Self = Self(Cow::Borrowed("FILE_NOT_OFFERED"));
    /// What came of a file is not what its manifest describes.
    pub const FILE_BROKEN: Self = Self(Cow::Borrowed("FILE_BROKEN"));
    /// There is no room for a file on the disk of this device.
    pub const DISK_FULL: Self = Self(Cow::Borrowed("DISK_FULL"));
    /// In the folder that a file is to come into nothing can be written.
    pub const FOLDER_REFUSED: Self = Self(Cow::Borrowed("FOLDER_REFUSED"));
    /// The directory keeps no files.
    pub const UPLOADS_OFF: Self = Self(Cow::Borrowed("UPLOADS_OFF"));
    /// A file is more than this person may have at the directory, with what they have there already.
    pub const UPLOAD_QUOTA: Self = Self(Cow::Borrowed("UPLOAD_QUOTA"));
    /// The directory has no room for a file at present.
    pub const UPLOADS_FULL: Self = Self(Cow::Borrowed("UPLOADS_FULL"));

    /// All of the above.
    pub const ALL: &[Self] = &[
        Self::NO_ADDRESS,
        Self::UNREACHABLE,
        Self::PEER_UNAVAILABLE,
        Self::DIRECTORY_UNREACHABLE,
        Self::DIRECTORY_UNAVAILABLE,
        Self::WRONG_RECIPIENT,
        Self::SENDER_MISMATCH,
        Self::MALFORMED,
        Self::ID_IN_USE,
        Self::NO_PRE_KEYS,
        Self::BAD_PRE_KEYS,
        Self::QUOTA_EXCEEDED,
        Self::CANNOT_OPEN,
        Self::EARLIER_MISSING,
        Self::IDENTITY_CHANGED,
        Self::UNKNOWN_DEVICE,
        Self::DEVICE_REVOKED,
        Self::MAILBOX_FULL,
        Self::TOO_MUCH_WAITING,
        Self::EXPIRED,
        Self::NOT_ACCEPTED,
        Self::NOT_CHANGEABLE,
        Self::TOO_LATE,
        Self::TIMER_EXPIRED,
        Self::IN_MAILBOX,
        Self::IN_PROGRESS,
        Self::SENT_ELSEWHERE,
        Self::NOT_YOUR_DEVICE,
        Self::WRONG_WAY,
        Self::ROOM_LOST,
        Self::ROOM_FORKED,
        Self::MUTED,
        Self::LEFT_ROOM,
        Self::FILE_NOT_OFFERED,
        Self::FILE_BROKEN,
        Self::DISK_FULL,
        Self::FOLDER_REFUSED,
        Self::UPLOADS_OFF,
        Self::UPLOAD_QUOTA,
        Self::UPLOADS_FULL,
    ];

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Cause {
    type Err = InvalidCause;

    fn from_str(raw: &str) -> Result<Self, InvalidCause> {
        let legal = |b: u8| matches!(b, b'A'..=b'Z' | b'0'..=b'9' | b'_');
        if (1..=40).contains(&raw.len()) && raw.bytes().all(legal) {
            Ok(Self(Cow::Owned(raw.to_owned())))
        } else {
            Err(InvalidCause)
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text is not a [`Cause`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a cause is 1 to 40 of A-Z, 0-9 and _")]
pub struct InvalidCause;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t63_a_cause_of_a_later_version_round_trips() {
        assert_eq!("SOLAR_FLARE".parse::<Cause>().unwrap().to_string(), "SOLAR_FLARE");
        assert_eq!("UNREACHABLE".parse(), Ok(Cause::UNREACHABLE));
    }

    #[test]
    fn all_of_them_are_listed_once() {
        let declared = include_str!("cause.rs").lines().filter_map(|line| {
            line.trim().strip_prefix("pub const ")?.strip_suffix("\"));")?.split_once(": Self = ")
        });

        let declared: Vec<_> = declared.map(|(name, _)| name).collect();
        let listed: Vec<_> = Cause::ALL.iter().map(Cause::as_str).collect();
        assert_eq!(listed, declared);
        assert!(listed.len() > 10);
    }

    #[test]
    fn prose_is_no_cause() {
        for raw in ["", "no route", "é", &"A".repeat(41)] {
            assert_eq!(raw.parse::<Cause>(), Err(InvalidCause));
        }
    }
}
