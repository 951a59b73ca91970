use minicbor::{Decode, Encode};
use thiserror::Error;

use crate::{MAX_BODY_BYTES, MAX_DELIVERY_ENVELOPES, MAX_REPEATED_BYTES};

/// `PUT /v1/deliveries/{id}`: envelopes for one device, in their order; and `PUT /v1/deposits/{id}`: for any.
///
/// CBOR, a map: 0 → array of envelopes. Keys not listed here are passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Delivery {
    /// At most [`MAX_DELIVERY_ENVELOPES`].
    #[n(0)]
    pub envelopes: Vec<WireEnvelope>,
}

/// One envelope: a map of 0 → id (16 bytes), 1 → recipient (text), 2 → content (bytes), 3 → W3C traceparent
/// (text, optional), 4 → the place of an earlier one in the delivery, from 0 on, whose content this one has too: its own is empty then (unsigned, optional).
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct WireEnvelope {
    /// The envelope's id.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub id: Vec<u8>,
    /// The device it is for, `<device>.<username>.peers.<domain>`.
    #[n(1)]
    pub recipient: String,
    /// What is in it.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub sealed: Vec<u8>,
    /// The trace it belongs to, where the sender shares it.
    #[n(3)]
    pub trace: Option<String>,
    /// The envelope whose content it has instead of its own.
    #[n(4)]
    pub same_as: Option<u64>,
}

impl Delivery {
    /// The media type.
    pub const CONTENT_TYPE: &str = "application/cbor";

    /// The bytes that [`Delivery::decode`] reads back.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        // Writing to a Vec cannot fail, so there is no error to lose.
        minicbor::to_vec(self).unwrap_or_default()
    }

    /// The delivery in `bytes`; anything else is an error and never a panic.
    pub fn decode(bytes: &[u8]) -> Result<Self, MalformedDelivery> {
        if bytes.len() > MAX_BODY_BYTES {
            return Err(MalformedDelivery);
        }
        let mut cbor = minicbor::Decoder::new(bytes);
        let delivery: Self = cbor.decode().map_err(|_| MalformedDelivery)?;
        let fits = delivery.envelopes.len() <= MAX_DELIVERY_ENVELOPES
            && delivery.repeated_bytes().is_some_and(|bytes| bytes <= MAX_REPEATED_BYTES);
        if fits && cbor.position() == bytes.len() { Ok(delivery) } else { Err(MalformedDelivery) }
    }
}

impl Delivery {
    /// How many bytes of content its envelopes have, each for itself; nothing if one has that of one which does not stand before it, or has its own besides.
    fn repeated_bytes(&self) -> Option<usize> {
        let mut bytes = Vec::with_capacity(self.envelopes.len());
        for envelope in &self.envelopes {
            bytes.push(match envelope.same_as {
                None => envelope.sealed.len(),
                Some(_) if !envelope.sealed.is_empty() => return None,
                Some(place) => *bytes.get(usize::try_from(place).ok()?)?,
            });
        }
        Some(bytes.into_iter().sum())
    }
}

/// The bytes are no delivery, or too large a one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a delivery of at most 200 envelopes")]
pub struct MalformedDelivery;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::MAX_DELIVERY_BYTES;

    fn one() -> Delivery {
        let recipient = "d1.b.peers.x".to_owned();
        let sealed = b"hi".to_vec();
        Delivery {
            envelopes: vec![WireEnvelope {
                id: vec![7; 16],
                recipient,
                sealed,
                trace: None,
                same_as: None,
            }],
        }
    }

    #[test]
    fn the_bytes_are_fixed() {
        let bytes = b"\xa1\x00\x81\xa3\x00\x50\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\
            \x01\x6cd1.b.peers.x\x02\x42hi";

        assert_eq!(one().encode(), bytes);
        assert_eq!(Delivery::decode(bytes), Ok(one()));
    }

    #[test]
    fn the_largest_delivery_fits_a_body() {
        let envelope = WireEnvelope {
            id: vec![7; 16],
            recipient: "a".repeat(253),
            sealed: vec![0; MAX_DELIVERY_BYTES / MAX_DELIVERY_ENVELOPES],
            trace: Some("0".repeat(55)),
            same_as: None,
        };
        let largest = Delivery { envelopes: vec![envelope; MAX_DELIVERY_ENVELOPES] };

        assert!(largest.encode().len() <= MAX_BODY_BYTES);
    }

    /// Another one with what the one at that place has.
    fn like(place: u64) -> WireEnvelope {
        WireEnvelope { sealed: Vec::new(), same_as: Some(place), ..one().envelopes[0].clone() }
    }

    #[test]
    fn content_that_several_have_stands_once_and_its_place_has_fixed_bytes() {
        let mut two = one();
        two.envelopes.push(like(0));

        let bytes = two.encode();

        assert_eq!(bytes[..3], *b"\xa1\x00\x82");
        assert!(bytes.ends_with(b"\x01\x6cd1.b.peers.x\x02\x40\x04\x00"));
        assert_eq!(Delivery::decode(&bytes), Ok(two));
    }

    #[test]
    fn content_is_only_that_of_an_earlier_envelope_and_stands_for_its_own() {
        let both = WireEnvelope { sealed: vec![1], ..like(0) };

        for wrong in [like(1), like(2), like(u64::MAX), both] {
            let delivery = Delivery { envelopes: vec![one().envelopes[0].clone(), wrong] };

            assert_eq!(Delivery::decode(&delivery.encode()), Err(MalformedDelivery));
        }
    }

    #[test]
    fn t54_content_that_is_repeated_counts_for_each() {
        let large = WireEnvelope { sealed: vec![0; 96 * 1024], ..one().envelopes[0].clone() };
        let with = |many| {
            let envelopes = std::iter::once(large.clone()).chain((0..many).map(|_| like(0)));
            Delivery::decode(&Delivery { envelopes: envelopes.collect() }.encode())
        };

        assert!(with(MAX_REPEATED_BYTES / (96 * 1024) - 1).is_ok());
        assert_eq!(with(MAX_REPEATED_BYTES / (96 * 1024)), Err(MalformedDelivery));
    }

    #[test]
    fn t54_a_count_that_lies_is_refused_without_the_memory_it_asks_for() {
        assert_eq!(
            Delivery::decode(b"\xa1\x00\x9b\xff\xff\xff\xff\xff\xff\xff\xff"),
            Err(MalformedDelivery)
        );
        assert_eq!(
            Delivery::decode(b"\xa1\x00\x81\xa3\x00\x5b\xff\xff\xff\xff\xff\xff\xff\xff"),
            Err(MalformedDelivery)
        );
    }

    #[test]
    fn too_many_envelopes_and_trailing_bytes_are_refused() {
        let crowd = Delivery { envelopes: vec![one().envelopes[0].clone(); 201] };

        assert_eq!(Delivery::decode(&crowd.encode()), Err(MalformedDelivery));
        assert_eq!(Delivery::decode(&[one().encode(), vec![0]].concat()), Err(MalformedDelivery));
    }

    #[test]
    fn t63_a_field_of_a_later_version_is_passed_over() {
        let mut bytes = one().encode();
        bytes[3] = 0xa4;
        bytes.extend_from_slice(b"\x09\x82\x01\x02");

        assert_eq!(Delivery::decode(&bytes), Ok(one()));
    }

    proptest! {
        #[test]
        fn t63_no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = Delivery::decode(&bytes);
        }
    }
}
