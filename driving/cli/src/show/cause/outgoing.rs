use causerie_chat::Cause;

use super::Explained;

/// Of what was sent: every cause there is.
pub(super) const ALL: &[Explained] = &[
    Explained {
        cause: Cause::NO_ADDRESS,
        sentence: "the recipient is away",
        advice: "nothing: it is delivered when they are back",
    },
    Explained {
        cause: Cause::UNREACHABLE,
        sentence: "nothing answered at the recipient's address",
        advice: "nothing: it is tried again; if it lasts, see that your network lets connections out, and ask them whether \
            theirs lets them in",
    },
    Explained {
        cause: Cause::PEER_UNAVAILABLE,
        sentence: "the recipient's device answered, but cannot keep messages now",
        advice: "nothing: it is tried again; if it lasts, tell them that their device has trouble, perhaps a full disk",
    },
    Explained {
        cause: Cause::DIRECTORY_UNREACHABLE,
        sentence: "the directory, which knows the address and the keys, did not answer",
        advice: "see that your network reaches the directory (causerie status), or tell whoever runs it; it is tried again",
    },
    Explained {
        cause: Cause::DIRECTORY_UNAVAILABLE,
        sentence: "the directory answered, but cannot keep messages now",
        advice: "nothing: it is tried again; if it lasts, tell whoever runs the directory that it has trouble, perhaps a full disk",
    },
    Explained {
        cause: Cause::WRONG_RECIPIENT,
        sentence: "another device answered at the recipient's address",
        advice: "say it again (causerie tell NAME TEXT); if it lasts, tell whoever runs the directory",
    },
    Explained {
        cause: Cause::SENDER_MISMATCH,
        sentence: "the recipient's device takes this device for somebody else",
        advice: "see who they take you for: compare keys with them (causerie verify NAME)",
    },
    Explained {
        cause: Cause::MALFORMED,
        sentence: "the recipient's device could not read it",
        advice: "see that both of you run a version of these days (causerie status), and say it again",
    },
    Explained {
        cause: Cause::ID_IN_USE,
        sentence: "the recipient's device has another message with that id",
        advice: "say it again without --id: causerie tell NAME TEXT",
    },
    Explained {
        cause: Cause::NO_PRE_KEYS,
        sentence: "the recipient's device has no keys at the directory yet; it puts them there when it runs",
        advice: "ask them to start their peer; it is tried again",
    },
    Explained {
        cause: Cause::BAD_PRE_KEYS,
        sentence: "the keys at the directory are not the recipient's, and none of them is used; if it stays so, tell whoever runs \
            the directory",
        advice: "ask them to restart their peer, which publishes new keys; it is tried again",
    },
    Explained {
        cause: Cause::QUOTA_EXCEEDED,
        sentence: "the directory has heard too much of this device of late, or hands out no more of the recipient's keys for now",
        advice: "nothing: it is tried again later",
    },
    Explained {
        cause: Cause::CANNOT_OPEN,
        sentence: "the recipient's device could not open it; it is sealed anew in a fresh session",
        advice: "nothing: it is sent again by itself",
    },
    Explained {
        cause: Cause::EARLIER_MISSING,
        sentence: "a message before it has not come there yet; both are sent again, in their order",
        advice: "nothing: they are sent again by themselves",
    },
    Explained {
        cause: Cause::IDENTITY_CHANGED,
        sentence: "an account key is not the one known; decide whether it is theirs: causerie verify NAME; if nothing changed here, \
            they have to decide about yours",
        advice: "compare the 60 digits over another channel, then: causerie verify NAME --confirm DIGITS",
    },
    Explained {
        cause: Cause::UNKNOWN_DEVICE,
        sentence: "the directory knows no such device, or not any more",
        advice: "ask them whether they still have that device, and say it again when they have a new one: causerie tell NAME TEXT",
    },
    Explained {
        cause: Cause::DEVICE_REVOKED,
        sentence: "the device was taken away from its account: theirs if they did so, else this one",
        advice: "say it again, to the devices they have now: causerie tell NAME TEXT; if this device was revoked (causerie status), \
            link it anew: causerie join",
    },
    Explained {
        cause: Cause::MAILBOX_FULL,
        sentence: "the recipient's mailbox is full",
        advice: "nothing: it is tried again when there is room, which is when they have fetched what is in it",
    },
    Explained {
        cause: Cause::TOO_MUCH_WAITING,
        sentence: "too much of yours waits in mailboxes already",
        advice: "nothing: it is tried again when some of it was fetched, or thrown away",
    },
    Explained {
        cause: Cause::EXPIRED,
        sentence: "it lay in the recipient's mailbox until the directory threw it away, unfetched",
        advice: "say it again when they are back: causerie tell NAME TEXT",
    },
    Explained {
        cause: Cause::NOT_ACCEPTED,
        sentence: "they had not accepted you yet, and had enough of yours; it is sent again",
        advice: "nothing: it comes again by itself",
    },
    Explained {
        cause: Cause::NOT_CHANGEABLE,
        sentence: "what it was to change is no text, or not of that conversation",
        advice: "nothing: only words can be edited, deleted or reacted to",
    },
    Explained {
        cause: Cause::TOO_LATE,
        sentence: "the message it was to change was sent more than 24 hours before",
        advice: "say it anew: causerie tell NAME TEXT",
    },
    Explained {
        cause: Cause::TIMER_EXPIRED,
        sentence: "it was to disappear before it could be delivered",
        advice: "say it again, with more time: causerie tell NAME --expires 7days TEXT",
    },
    Explained {
        cause: Cause::IN_MAILBOX,
        sentence: "it waits in the recipient's mailbox until their device fetches it",
        advice: "nothing: it is delivered when they are back",
    },
    Explained {
        cause: Cause::IN_PROGRESS,
        sentence: "it is being delivered",
        advice: "nothing: look again in a moment",
    },
    Explained {
        cause: Cause::SENT_ELSEWHERE,
        sentence: "another of your devices sent it and delivers it; nothing was heard here yet of what became of it",
        advice: "nothing; to know how it stands now, ask the device that sent it: causerie why NAME",
    },
    Explained {
        cause: Cause::NOT_YOUR_DEVICE,
        sentence: "it asks for history, which is given to one's own devices alone, those in the signed list",
        advice: "see whether it is one of yours (causerie devices), on the device that is asked too: one that was linked just now may not be \
            known there yet",
    },
    Explained {
        cause: Cause::WRONG_WAY,
        sentence: "it came where there is no answer to it",
        advice: "see that all of your devices run a version of these days (causerie status)",
    },
    Explained {
        cause: Cause::ROOM_LOST,
        sentence: "this device has a place in the room and has lost what belongs to it; it asks by itself to be taken in again",
        advice: "nothing: a device of another member takes it in again; if it lasts, ask somebody in the room whether their peer runs",
    },
    Explained {
        cause: Cause::ROOM_FORKED,
        sentence: "the directory told this device other changes in the room than it tells now, so that it went on without the others; it asks by itself to be taken in again",
        advice: "tell whoever runs the directory; say again what was said meanwhile, which not everybody got",
    },
    Explained {
        cause: Cause::MUTED,
        sentence: "a moderator muted you in the public channel: nobody hears you there for now",
        advice: "wait until it is over, or ask who did it: the channel says who, and why (causerie conversation '#public')",
    },
    Explained {
        cause: Cause::LEFT_ROOM,
        sentence: "their device is not in the room any more, or yours is not: it left, or was removed, before it came or they said so",
        advice: "nothing: it is not tried again",
    },
    Explained {
        cause: Cause::FILE_NOT_OFFERED,
        sentence: "whoever has the file does not offer it, or not any more",
        advice: "ask them to send it again; it is asked for again too",
    },
    Explained {
        cause: Cause::FILE_BROKEN,
        sentence: "what came of the file is not what was said of it, and nothing of that was written",
        advice: "see that both of you run a version of these days (causerie status); it is asked for again",
    },
    Explained {
        cause: Cause::DISK_FULL,
        sentence: "there is no room for the file on this disk",
        advice: "make room and fetch it again; what is here of it stays",
    },
    Explained {
        cause: Cause::FOLDER_REFUSED,
        sentence: "nothing can be written in the folder that the file is to come into",
        advice: "choose another folder, and fetch it again",
    },
    Explained {
        cause: Cause::UPLOADS_OFF,
        sentence: "the directory keeps no files",
        advice: "nothing: the file goes from your device while that runs",
    },
    Explained {
        cause: Cause::UPLOAD_QUOTA,
        sentence: "the file is more than you may have at the directory, with what you have there already",
        advice: "drop another upload, or wait until its time is over, and upload it again; the file goes from your device while that runs",
    },
    Explained {
        cause: Cause::UPLOADS_FULL,
        sentence: "the directory has no room for the file at present",
        advice: "nothing: it is tried again, and the file goes from your device while that runs",
    },
];
