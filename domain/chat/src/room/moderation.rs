use std::fmt;

use minicbor::{Decoder, Encoder, decode};
use thiserror::Error;

use crate::{Address, MessageId, MessageRef, Text, Timestamp, cbor::written};

/// What a moderator decides in the public channel, for all who are in it to see, and why.
///
/// As bytes: CBOR (RFC 8949), an array of the version 1, the reason (text), what is done (unsigned: 0 a message is removed, 1 somebody is muted,
/// 2 somebody is banned, 3 both are lifted), whom it is about (text: the author of the message; or the person), and, of a message, its id (16 bytes), of
/// somebody who is muted, until when (unsigned, milliseconds since 1970). What is behind them is passed over.
#[derive(Clone, PartialEq, Eq)]
pub struct Moderation {
    /// What is done.
    pub what: Moderated,
    reason: Text,
}

/// What is done by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Moderated {
    /// A message of the same room is wiped for all.
    Remove(MessageRef),
    /// Nobody hears what somebody says there until then.
    Mute {
        /// Who.
        who: Address,
        /// Until when, by each reader's clock.
        until: Timestamp,
    },
    /// Somebody is let go, and let in no more.
    Ban(Address),
    /// Somebody is neither muted nor banned any more.
    Lift(Address),
}

const VERSION: u64 = 1;
const MOST_FIELDS: u64 = 32;
const REMOVE: u64 = 0;
const MUTE: u64 = 1;
const BAN: u64 = 2;
const LIFT: u64 = 3;

impl Moderation {
    /// The longest reason, in bytes.
    pub const MAX_REASON: usize = 1_000;

    /// That, for that reason: at most [`Moderation::MAX_REASON`] bytes.
    pub fn new(what: Moderated, reason: Text) -> Result<Self, MalformedModeration> {
        let fits = reason.as_str().len() <= Self::MAX_REASON;
        if fits { Ok(Self { what, reason }) } else { Err(MalformedModeration) }
    }

    /// Why.
    #[must_use]
    pub fn reason(&self) -> &Text {
        &self.reason
    }

    /// Which message it is about, if it removes one.
    #[must_use]
    pub fn target(&self) -> Option<&MessageRef> {
        match &self.what {
            Moderated::Remove(target) => Some(target),
            Moderated::Mute { .. } | Moderated::Ban(_) | Moderated::Lift(_) => None,
        }
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        written(|cbor| match &self.what {
            Moderated::Remove(MessageRef { id, author }) => {
                self.begin(cbor, 5, REMOVE, author)?.bytes(id.as_bytes()).map(drop)
            }
            Moderated::Mute { who, until } => {
                self.begin(cbor, 5, MUTE, who)?.u64(until.millis()).map(drop)
            }
            Moderated::Ban(who) => self.begin(cbor, 4, BAN, who).map(drop),
            Moderated::Lift(who) => self.begin(cbor, 4, LIFT, who).map(drop),
        })
    }

    fn begin<'a, W: minicbor::encode::Write>(
        &self,
        cbor: &'a mut Encoder<W>,
        fields: u64,
        what: u64,
        whom: &Address,
    ) -> Result<&'a mut Encoder<W>, minicbor::encode::Error<W::Error>> {
        cbor.array(fields)?.u64(VERSION)?.str(self.reason.as_str())?;
        cbor.u64(what)?.str(&whom.to_string())
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, MalformedModeration> {
        let mut cbor = Decoder::new(bytes);
        let all = cbor.array()?.filter(|all| *all <= MOST_FIELDS).ok_or(MalformedModeration)?;
        if cbor.u64()? != VERSION {
            return Err(MalformedModeration);
        }
        let reason = cbor.str()?.parse().map_err(|_| MalformedModeration)?;
        let what = cbor.u64()?;
        let who: Address = cbor.str()?.parse().map_err(|_| MalformedModeration)?;
        let (fields, what) = match what {
            REMOVE => (5, Moderated::Remove(MessageRef { id: id(&mut cbor)?, author: who })),
            MUTE => (5, Moderated::Mute { who, until: Timestamp::from_millis(cbor.u64()?) }),
            BAN => (4, Moderated::Ban(who)),
            LIFT => (4, Moderated::Lift(who)),
            _ => return Err(MalformedModeration),
        };
        for _ in 0..all.checked_sub(fields).ok_or(MalformedModeration)? {
            cbor.skip()?;
        }
        if cbor.position() == bytes.len() {
            Self::new(what, reason)
        } else {
            Err(MalformedModeration)
        }
    }
}

fn id(cbor: &mut Decoder<'_>) -> Result<MessageId, MalformedModeration> {
    cbor.bytes()?.try_into().map_err(|_| MalformedModeration)
}

impl fmt::Debug for Moderation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Moderation").field("what", &self.what).finish_non_exhaustive()
    }
}

/// The bytes say nothing that moderators decide, or the reason is too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("nothing that moderators decide, for a reason of at most {} bytes", Moderation::MAX_REASON)]
pub struct MalformedModeration;

impl From<decode::Error> for MalformedModeration {
    fn from(_: decode::Error) -> Self {
        Self
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    fn because(what: Moderated) -> Moderation {
        Moderation::new(what, "spam".parse().unwrap()).unwrap()
    }

    fn bob() -> Address {
        "b@x".parse().unwrap()
    }

    fn message() -> MessageRef {
        MessageRef { id: "0191d5f2-7c4a-7abc-8def-0123456789ab".parse().unwrap(), author: bob() }
    }

    const ID: &[u8] = b"\x50\x01\x91\xd5\xf2\x7c\x4a\x7a\xbc\x8d\xef\x01\x23\x45\x67\x89\xab";

    #[rstest]
    #[case(Moderated::Remove(message()), &[b"\x85\x01\x64spam\x00\x63b@x", ID].concat())]
    #[case(
        Moderated::Mute { who: bob(), until: Timestamp::from_millis(9) },
        b"\x85\x01\x64spam\x01\x63b@x\x09"
    )]
    #[case(Moderated::Ban(bob()), b"\x84\x01\x64spam\x02\x63b@x")]
    #[case(Moderated::Lift(bob()), b"\x84\x01\x64spam\x03\x63b@x")]
    fn the_bytes_are_fixed(#[case] what: Moderated, #[case] bytes: &[u8]) {
        assert_eq!(because(what.clone()).encode(), bytes);
        assert_eq!(Moderation::decode(bytes), Ok(because(what)));
    }

    #[test]
    fn what_a_later_version_says_more_is_passed_over() {
        let more = b"\x85\x01\x64spam\x02\x63b@x\x82\x01\x02";

        assert_eq!(Moderation::decode(more), Ok(because(Moderated::Ban(bob()))));
    }

    #[rstest]
    #[case::of_a_later_version(b"\x84\x02\x64spam\x02\x63b@x")]
    #[case::no_reason(b"\x84\x01\x60\x02\x63b@x")]
    #[case::nobody(b"\x84\x01\x64spam\x02\x61b")]
    #[case::nothing_known(b"\x84\x01\x64spam\x07\x63b@x")]
    #[case::too_few(b"\x84\x01\x64spam\x01\x63b@x\x09")]
    #[case::something_behind(b"\x84\x01\x64spam\x02\x63b@x\x00")]
    #[case::a_count_that_lies(b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff")]
    #[case::no_id(b"\x85\x01\x64spam\x00\x63b@x\x41\x00")]
    #[case::nothing(b"")]
    fn t63_anything_else_is_refused(#[case] bytes: &[u8]) {
        assert_eq!(Moderation::decode(bytes), Err(MalformedModeration));
    }

    #[test]
    fn a_reason_is_short_and_does_not_print() {
        let of = |bytes: usize| {
            Moderation::new(Moderated::Ban(bob()), "r".repeat(bytes).parse().unwrap())
        };

        assert!(of(1_000).is_ok());
        assert_eq!(of(1_001), Err(MalformedModeration));
        assert!(!format!("{:?}", because(Moderated::Ban(bob()))).contains("spam"));
    }

    proptest! {
        #[test]
        fn t63_no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = Moderation::decode(&bytes);
        }
    }
}
