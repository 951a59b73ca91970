use minicbor::{Decode, Encode};

use crate::{MalformedFrame, PushFrame, PushReply};

/// How many marks of presence one device shows at most, and how many it looks for.
pub const MAX_PRESENCE_MARKS: usize = 4_096;

/// How many of them stand in one frame: with their framing they stay below [`PushReply::MAX_BYTES`].
pub const MAX_FRAME_MARKS: usize = 96;

/// A mark of presence, and what stands there: a map of 0 → mark (16 bytes), 1 → sealed (60 bytes; none where nothing is shown,
/// or where a device says only what it looks for).
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct WirePresence {
    /// The mark.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub mark: Vec<u8>,
    /// What stands there.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub sealed: Option<Vec<u8>>,
}

/// What the directory says on the line about marks that the device looks for: a [`PushFrame`] of the kind [`PushFrame::PRESENCE`], whose
/// key 2 is an array of them.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PresenceFrame {
    /// [`PushFrame::PRESENCE`].
    #[n(0)]
    pub kind: u64,
    /// At most [`MAX_FRAME_MARKS`].
    #[n(2)]
    pub marks: Vec<WirePresence>,
}

/// What a device says on the line, of presence or of mail. CBOR, a map: 0 → number ([`PushReply`]), or 1 → kind ([`LineReply::SHOW`],
/// [`LineReply::WATCH`], [`LineReply::HIDE`]), 2 → array of marks, 3 → whether more of them follow. It may be said once the directory has said
/// [`PushFrame::TAKES_PRESENCE`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct LineReply {
    /// All up to that number is kept.
    #[n(0)]
    pub up_to: Option<u64>,
    /// What it says of presence.
    #[n(1)]
    pub kind: Option<u64>,
    /// At most [`MAX_FRAME_MARKS`].
    #[n(2)]
    pub marks: Option<Vec<WirePresence>>,
    /// Whether the next reply of that kind goes on with it.
    #[n(3)]
    pub more: Option<bool>,
}

impl PresenceFrame {
    /// These marks.
    #[must_use]
    pub fn of(marks: Vec<WirePresence>) -> Self {
        Self { kind: PushFrame::PRESENCE, marks }
    }

    /// The bytes that [`PresenceFrame::decode`] reads back.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        // Writing to a Vec cannot fail, so there is no error to lose.
        minicbor::to_vec(self).unwrap_or_default()
    }

    /// The frame in `bytes`; anything else is an error and never a panic.
    pub fn decode(bytes: &[u8]) -> Result<Self, MalformedFrame> {
        let frame: Self = whole(bytes)?;
        if frame.marks.len() > MAX_FRAME_MARKS { Err(MalformedFrame) } else { Ok(frame) }
    }
}

impl LineReply {
    /// These marks are shown, in place of all that were: `sealed` is there.
    pub const SHOW: u64 = 1;
    /// These marks are looked for, in place of all that were.
    pub const WATCH: u64 = 2;
    /// Nothing is shown any more: the device goes, or wants not to be seen.
    pub const HIDE: u64 = 3;

    /// All marks of a kind, in as many replies as it takes; at least one.
    #[must_use]
    pub fn all(kind: u64, mut marks: Vec<WirePresence>) -> Vec<Self> {
        let mut replies = Vec::with_capacity(marks.len() / MAX_FRAME_MARKS + 1);
        loop {
            let rest = marks.split_off(marks.len().min(MAX_FRAME_MARKS));
            let more = !rest.is_empty();
            let more_follow = more.then_some(true);
            replies.push(Self {
                up_to: None,
                kind: Some(kind),
                marks: Some(marks),
                more: more_follow,
            });
            if !more {
                return replies;
            }
            marks = rest;
        }
    }

    /// The bytes that [`LineReply::decode`] reads back.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        // Writing to a Vec cannot fail, so there is no error to lose.
        minicbor::to_vec(self).unwrap_or_default()
    }

    /// The reply in `bytes`; anything else is an error and never a panic.
    pub fn decode(bytes: &[u8]) -> Result<Self, MalformedFrame> {
        if bytes.len() > PushReply::MAX_BYTES {
            return Err(MalformedFrame);
        }
        let reply: Self = whole(bytes)?;
        let crowded = reply.marks.as_ref().is_some_and(|marks| marks.len() > MAX_FRAME_MARKS);
        let says_something = reply.up_to.is_some() || reply.kind.is_some();
        if crowded || !says_something { Err(MalformedFrame) } else { Ok(reply) }
    }
}

fn whole<'b, T: Decode<'b, ()>>(bytes: &'b [u8]) -> Result<T, MalformedFrame> {
    let mut cbor = minicbor::Decoder::new(bytes);
    let read = cbor.decode().map_err(|_| MalformedFrame)?;
    if cbor.position() == bytes.len() { Ok(read) } else { Err(MalformedFrame) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn mark(n: u8, sealed: Option<usize>) -> WirePresence {
        WirePresence { mark: vec![n; 16], sealed: sealed.map(|length| vec![9; length]) }
    }

    #[test]
    fn the_bytes_are_fixed() {
        let frame = PresenceFrame::of(vec![mark(7, Some(2)), mark(8, None)]);
        let bytes = [
            b"\xa2\x00\x04\x02\x82\xa2\x00\x50".as_slice(),
            &[7; 16],
            b"\x01\x42\x09\x09\xa1\x00\x50",
            &[8; 16],
        ]
        .concat();
        let reply = &LineReply::all(LineReply::WATCH, vec![mark(7, None)])[0];
        let said = [b"\xa2\x01\x02\x02\x81\xa1\x00\x50".as_slice(), &[7; 16]].concat();

        assert_eq!(frame.encode(), bytes);
        assert_eq!(PresenceFrame::decode(&bytes), Ok(frame));
        assert_eq!(reply.encode(), said);
        assert_eq!(LineReply::decode(&said).as_ref(), Ok(reply));
        let kept = LineReply { up_to: Some(9), ..LineReply::default() };
        assert_eq!(LineReply::decode(&PushReply { up_to: 9 }.encode()), Ok(kept));
    }

    #[test]
    fn t63_a_device_of_before_passes_over_what_is_said_of_presence() {
        let frame = PresenceFrame::of(vec![mark(7, Some(60))]).encode();

        let read = PushFrame::decode(&frame).unwrap();

        assert_eq!((read.kind, read.mail), (PushFrame::PRESENCE, Vec::new()));
    }

    #[test]
    fn many_marks_take_several_replies_each_of_which_fits() {
        let marks: Vec<_> = (0..=250).map(|n| mark(n, Some(60))).collect();

        let replies = LineReply::all(LineReply::SHOW, marks.clone());

        assert!(replies.iter().all(|reply| reply.encode().len() <= PushReply::MAX_BYTES));
        let more: Vec<_> = replies.iter().map(|reply| reply.more).collect();
        assert_eq!(more, [Some(true), Some(true), None]);
        let read = replies.iter().map(|reply| LineReply::decode(&reply.encode()).unwrap());
        assert_eq!(read.flat_map(|reply| reply.marks.unwrap()).collect::<Vec<_>>(), marks);
        assert_eq!(LineReply::all(LineReply::WATCH, Vec::new()).len(), 1);
    }

    #[test]
    fn t54_too_much_and_nothing_at_all_are_refused() {
        let crowd = vec![mark(7, None); MAX_FRAME_MARKS + 1];
        let reply = LineReply { kind: Some(2), marks: Some(crowd.clone()), ..LineReply::default() };

        assert_eq!(LineReply::decode(&reply.encode()), Err(MalformedFrame));
        assert_eq!(PresenceFrame::decode(&PresenceFrame::of(crowd).encode()), Err(MalformedFrame));
        assert_eq!(LineReply::decode(b"\xa0"), Err(MalformedFrame));
        assert_eq!(LineReply::decode(b"\xa1\x02\x80"), Err(MalformedFrame));
        assert_eq!(LineReply::decode(&[0; PushReply::MAX_BYTES + 1]), Err(MalformedFrame));
        let endless = b"\xa2\x01\x01\x02\x9b\xff\xff\xff\xff\xff\xff\xff\xff";
        assert_eq!(LineReply::decode(endless), Err(MalformedFrame));
    }

    proptest! {
        #[test]
        fn t63_no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = PresenceFrame::decode(&bytes);
            let _ = LineReply::decode(&bytes);
        }

        #[test]
        fn t63_no_reply_that_was_bent_panics(at in 0_usize..200, to in any::<u8>()) {
            let mut bytes = LineReply::all(LineReply::SHOW, vec![mark(7, Some(60)); 2])[0].encode();
            let at = at % bytes.len();
            bytes[at] = to;
            let _ = LineReply::decode(&bytes);
        }
    }
}
