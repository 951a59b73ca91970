use causerie_chat::Cause;

use super::Explained;

/// Of what came and was not taken: the causes this device itself finds.
pub(super) const ALL: &[Explained] = &[
    Explained {
        cause: Cause::CANNOT_OPEN,
        sentence: "no session here opens it; the sender's device seals it anew in a fresh one, and sends it again by itself",
        advice: "nothing, unless it never comes: then ask them to say it again",
    },
    Explained {
        cause: Cause::EARLIER_MISSING,
        sentence: "a message before it has not come yet; the sender's device sends both again by itself, in their order",
        advice: "nothing, unless they never come: then ask them to say it again",
    },
    Explained {
        cause: Cause::IDENTITY_CHANGED,
        sentence: "the sender's account key is not the one known; decide whether it is theirs: causerie verify NAME",
        advice: "compare the 60 digits over another channel, then: causerie verify NAME --confirm DIGITS; what they sent comes \
            again by itself",
    },
    Explained {
        cause: Cause::DEVICE_REVOKED,
        sentence: "it came from a device that its person took away from their account: lost or stolen, perhaps",
        advice: "nothing: it was not taken; if they still use that device, they have to link it anew",
    },
    Explained {
        cause: Cause::SENDER_MISMATCH,
        sentence: "whoever brought it is not who wrote it, or not who they say",
        advice: "nothing: it was not taken; if it happens again, tell whoever runs the directory",
    },
    Explained {
        cause: Cause::WRONG_RECIPIENT,
        sentence: "it is for somebody else",
        advice: "nothing: it was not taken, and whoever sent it knows",
    },
    Explained {
        cause: Cause::MALFORMED,
        sentence: "what was sealed in it is no message of a version this one reads",
        advice: "see that both of you run a version of these days (causerie status), and ask them to say it again",
    },
    Explained {
        cause: Cause::ID_IN_USE,
        sentence: "another message with that id is here already",
        advice: "ask them to say it again, under an id of its own",
    },
    Explained {
        cause: Cause::NOT_ACCEPTED,
        sentence: "there is enough of them already, and they are no contact; more comes by itself once they are",
        advice: "accept them if you want it: causerie accept NAME",
    },
    Explained {
        cause: Cause::EXPIRED,
        sentence: "it lay in your mailbox until the directory threw it away, before this device fetched it",
        advice: "ask them to say it again; they know that it did not arrive",
    },
    Explained {
        cause: Cause::NOT_CHANGEABLE,
        sentence: "it was to change what cannot be changed so",
        advice: "nothing: it was not taken, and whoever sent it knows",
    },
    Explained {
        cause: Cause::TOO_LATE,
        sentence: "it was to change a message that was sent more than 24 hours before",
        advice: "nothing: it was not taken, and whoever sent it knows",
    },
    Explained {
        cause: Cause::NOT_YOUR_DEVICE,
        sentence: "it asks for your history, and is none of your devices, as far as this one knows",
        advice: "nothing: it was given nothing; see which devices you have (causerie devices)",
    },
    Explained {
        cause: Cause::WRONG_WAY,
        sentence: "it came where there is no answer to it: history is asked for directly, by one's own devices alone",
        advice: "nothing: it was given nothing",
    },
    Explained {
        cause: Cause::MUTED,
        sentence: "a moderator muted whoever said it in the public channel",
        advice: "nothing: it was not taken, and whoever sent it knows",
    },
    Explained {
        cause: Cause::LEFT_ROOM,
        sentence: "it was said in a room that this device is not in any more",
        advice: "nothing: it was not taken, and whoever sent it knows",
    },
];
