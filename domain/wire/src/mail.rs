use minicbor::{Decode, Encode};
use thiserror::Error;

use crate::{MAX_BODY_BYTES, MAX_DELIVERY_ENVELOPES};

/// What the directory says on the line to a device, one WebSocket message (RFC 6455) in binary each.
///
/// CBOR, a map: 0 → kind ([`PushFrame::MAIL`], [`PushFrame::CAUGHT_UP`], [`PushFrame::PRE_KEYS_LOW`], [`PushFrame::ROOMS`],
/// [`PushFrame::TAKES_PRESENCE`], and [`PushFrame::PRESENCE`], which is a [`crate::PresenceFrame`]), 1 → array of mail. Keys not listed
/// here and kinds not known are passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PushFrame {
    /// What it says.
    #[n(0)]
    pub kind: u64,
    /// At most [`MAX_DELIVERY_ENVELOPES`], in their order; none unless it is mail.
    #[cbor(n(1), default)]
    pub mail: Vec<WireMail>,
}

/// Something in a mailbox: a map of 0 → number, 1 → the device that deposited it (text), 2 → envelope id (16 bytes), 3 → content
/// (bytes; none if it was thrown away unfetched), 4 → the device it was for (text; none if it is the one whose mailbox it
/// is), 5 → W3C traceparent (text, optional).
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct WireMail {
    /// Where it lies, from 1 on.
    #[n(0)]
    pub number: u64,
    /// Who deposited it, `<device>.<username>.peers.<domain>`.
    #[n(1)]
    pub from: String,
    /// The envelope's id.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub id: Vec<u8>,
    /// What is in it.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub sealed: Option<Vec<u8>>,
    /// Whom it was for.
    #[n(4)]
    pub to: Option<String>,
    /// The trace it belongs to, where the sender shares it.
    #[n(5)]
    pub trace: Option<String>,
}

/// What a device says on the line: all up to that number is kept. CBOR, a map: 0 → number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PushReply {
    /// The number.
    #[n(0)]
    pub up_to: u64,
}

impl PushFrame {
    /// Mail.
    pub const MAIL: u64 = 1;
    /// All that was in the mailbox when the line was opened has come.
    pub const CAUGHT_UP: u64 = 2;
    /// Few pre-keys are left.
    pub const PRE_KEYS_LOW: u64 = 3;
    /// Who is there is shown at marks that the device looks for: a [`crate::PresenceFrame`].
    pub const PRESENCE: u64 = 4;
    /// The directory reads what is said of presence ([`crate::LineReply`]). One that never says so does not.
    pub const TAKES_PRESENCE: u64 = 5;
    /// The log of a room that the device is or was in grew; `GET /v1/rooms` says which.
    pub const ROOMS: u64 = 6;

    /// The media type of a sequence (RFC 8742) of frames with mail.
    pub const SEQUENCE: &str = "application/cbor-seq";

    /// The bytes that [`PushFrame::decode`] reads back.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        // Writing to a Vec cannot fail, so there is no error to lose.
        minicbor::to_vec(self).unwrap_or_default()
    }

    /// The frame in `bytes`; anything else is an error and never a panic.
    pub fn decode(bytes: &[u8]) -> Result<Self, MalformedFrame> {
        match Self::decode_first(bytes)? {
            Some((frame, [])) => Ok(frame),
            _ => Err(MalformedFrame),
        }
    }

    /// The first frame of a sequence and what is behind it; nothing if it has not come in whole yet.
    pub fn decode_first(bytes: &[u8]) -> Result<Option<(Self, &[u8])>, MalformedFrame> {
        let mut cbor = minicbor::Decoder::new(bytes);
        match cbor.decode::<Self>() {
            Ok(frame) if frame.mail.len() <= MAX_DELIVERY_ENVELOPES => {
                let rest = bytes.get(cbor.position()..).unwrap_or_default();
                Ok(Some((frame, rest)))
            }
            Err(error) if error.is_end_of_input() && bytes.len() < MAX_BODY_BYTES => Ok(None),
            _ => Err(MalformedFrame),
        }
    }
}

impl PushReply {
    /// The longest thing a device says that this version reads, in bytes; what it says of presence included.
    pub const MAX_BYTES: usize = 8 * 1024;

    /// The bytes that [`PushReply::decode`] reads back.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        // Writing to a Vec cannot fail, so there is no error to lose.
        minicbor::to_vec(self).unwrap_or_default()
    }

    /// The reply in `bytes`; anything else is an error and never a panic.
    pub fn decode(bytes: &[u8]) -> Result<Self, MalformedFrame> {
        if bytes.len() > Self::MAX_BYTES {
            return Err(MalformedFrame);
        }
        let mut cbor = minicbor::Decoder::new(bytes);
        let reply = cbor.decode().map_err(|_| MalformedFrame)?;
        if cbor.position() == bytes.len() { Ok(reply) } else { Err(MalformedFrame) }
    }
}

/// The bytes are nothing that is said on the line between a directory and a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a frame of the push line")]
pub struct MalformedFrame;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn frame() -> PushFrame {
        let mail = WireMail {
            number: 9,
            from: "d1.b.peers.x".to_owned(),
            id: vec![7; 16],
            sealed: Some(b"hi".to_vec()),
            to: None,
            trace: None,
        };
        PushFrame { kind: PushFrame::MAIL, mail: vec![mail] }
    }

    const BYTES: &[u8] =
        b"\xa2\x00\x01\x01\x81\xa4\x00\x09\x01\x6cd1.b.peers.x\x02\x50\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\
        \x07\x07\x07\x07\x07\x07\x03\x42hi";

    #[test]
    fn the_bytes_are_fixed() {
        assert_eq!(frame().encode(), BYTES);
        assert_eq!(PushFrame::decode(BYTES), Ok(frame()));
        assert_eq!(PushReply { up_to: 9 }.encode(), b"\xa1\x00\x09");
        assert_eq!(PushReply::decode(b"\xa1\x00\x09"), Ok(PushReply { up_to: 9 }));
    }

    #[test]
    fn a_sequence_is_read_frame_by_frame_as_it_comes() {
        let two = [BYTES, BYTES].concat();

        assert_eq!(PushFrame::decode_first(&two), Ok(Some((frame(), BYTES))));
        for length in 0..BYTES.len() {
            assert_eq!(PushFrame::decode_first(&BYTES[..length]), Ok(None));
        }
        assert_eq!(PushFrame::decode(&two), Err(MalformedFrame));
    }

    #[test]
    fn t63_what_a_later_version_says_is_passed_over() {
        assert_eq!(
            PushFrame::decode(b"\xa2\x00\x18\x63\x09\x82\x01\x02"),
            Ok(PushFrame { kind: 99, mail: Vec::new() })
        );
    }

    #[test]
    fn t54_too_much_is_refused() {
        let crowd = PushFrame { mail: vec![frame().mail[0].clone(); 201], ..frame() };

        assert_eq!(PushFrame::decode(&crowd.encode()), Err(MalformedFrame));
        assert_eq!(
            PushFrame::decode_first(
                &[
                    b"\xa2\x00\x01\x01\x9b\xff\xff\xff\xff\xff\xff\xff\xff".to_vec(),
                    vec![0; MAX_BODY_BYTES]
                ]
                .concat()
            ),
            Err(MalformedFrame)
        );
        assert_eq!(PushReply::decode(&[0; PushReply::MAX_BYTES + 1]), Err(MalformedFrame));
    }

    #[test]
    fn the_largest_frame_is_read_in_whole() {
        let mail = WireMail {
            number: u64::MAX,
            from: "a".repeat(253),
            id: vec![7; 16],
            sealed: Some(vec![0; crate::MAX_DELIVERY_BYTES / MAX_DELIVERY_ENVELOPES]),
            to: None,
            trace: Some("0".repeat(55)),
        };
        let largest = PushFrame { kind: 1, mail: vec![mail; MAX_DELIVERY_ENVELOPES] };

        assert!(largest.encode().len() <= MAX_BODY_BYTES);
    }

    proptest! {
        #[test]
        fn t63_no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = PushFrame::decode(&bytes);
            let _ = PushFrame::decode_first(&bytes);
            let _ = PushReply::decode(&bytes);
        }
    }
}
