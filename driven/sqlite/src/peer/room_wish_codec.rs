//! What is wished for in rooms, as bytes: version 1, and for a wish the invitation and whom it asks, each behind its length (2), and the secret; for
//! an ask the room (16), and 0 to be let go, or 1 to be taken in, the key package behind its length (2), and 0, or 1 and the id (16) and the author of the
//! invitation.

use causerie_chat::{DeviceAddress, MessageId, MessageRef, RoomEpoch, RoomInvitation, Timestamp};
use causerie_usecases::ports::{Asked, RoomAsk, RoomWish};
use zeroize::Zeroizing;

const VERSION: u8 = 1;
const OUT: u8 = 0;
const IN: u8 = 1;

pub(super) fn encode_wish(wish: &RoomWish) -> Zeroizing<Vec<u8>> {
    let RoomWish { invitation, of, secret, .. } = wish;
    let (invitation, of) = (invitation.encode(), of.to_string());
    // At once as long as it gets: what it grew out of would be left behind.
    let length = 1 + 2 + invitation.len() + 2 + of.len() + secret.len();
    let mut bytes = Zeroizing::new(Vec::with_capacity(length));
    bytes.push(VERSION);
    put(&mut bytes, &invitation);
    put(&mut bytes, of.as_bytes());
    bytes.extend_from_slice(secret);
    bytes
}

/// What [`encode_wish`] wrote, of that moment.
pub(super) fn decode_wish(bytes: &[u8], at: Timestamp) -> Option<RoomWish> {
    let mut rest = bytes.strip_prefix(&[VERSION])?;
    let invitation = RoomInvitation::decode(behind_length(&mut rest)?).ok()?;
    let of = str::from_utf8(behind_length(&mut rest)?).ok()?.parse().ok()?;
    Some(RoomWish { invitation, of, secret: Zeroizing::new(rest.to_vec()), at })
}

pub(super) fn encode_ask(ask: &RoomAsk) -> Vec<u8> {
    let mut bytes = vec![VERSION];
    bytes.extend_from_slice(ask.room.as_bytes());
    let (package, by) = match &ask.what {
        Asked::In { package, by } => (package, by),
        Asked::Out { epoch } => {
            bytes.push(OUT);
            bytes.extend_from_slice(&epoch.to_be_bytes());
            return bytes;
        }
    };
    bytes.push(IN);
    put(&mut bytes, package);
    bytes.push(u8::from(by.is_some()));
    if let Some(MessageRef { id, author }) = by {
        bytes.extend_from_slice(id.as_bytes());
        bytes.extend_from_slice(author.to_string().as_bytes());
    }
    bytes
}

/// What [`encode_ask`] wrote, of that device.
pub(super) fn decode_ask(bytes: &[u8], from: DeviceAddress) -> Option<RoomAsk> {
    let rest = bytes.strip_prefix(&[VERSION])?;
    let (room, rest) = rest.split_first_chunk::<16>()?;
    let (what, mut rest) = rest.split_first()?;
    let what = match *what {
        // As it was written first, without an epoch: whenever that was, it holds.
        OUT if rest.is_empty() => Asked::Out { epoch: RoomEpoch::MAX },
        OUT => Asked::Out { epoch: RoomEpoch::from_be_bytes(rest.try_into().ok()?) },
        IN => Asked::In { package: behind_length(&mut rest)?.to_vec(), by: by(rest)? },
        _ => return None,
    };
    Some(RoomAsk { room: (*room).into(), from, what })
}

#[allow(clippy::option_option, reason = "unreadable, or none")]
fn by(bytes: &[u8]) -> Option<Option<MessageRef>> {
    let (is_there, rest) = bytes.split_first()?;
    if *is_there == 0 {
        return rest.is_empty().then_some(None);
    }
    let (id, author) = rest.split_first_chunk::<16>()?;
    let id = MessageId::try_from(&id[..]).ok()?;
    Some(Some(MessageRef { id, author: str::from_utf8(author).ok()?.parse().ok()? }))
}

/// Nothing here is as long as 64 KiB.
fn put(bytes: &mut Vec<u8>, part: &[u8]) {
    bytes.extend_from_slice(&u16::try_from(part.len()).unwrap_or(u16::MAX).to_be_bytes());
    bytes.extend_from_slice(part);
}

fn behind_length<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, behind) = rest.split_first_chunk()?;
    let (part, behind) = behind.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    *rest = behind;
    Some(part)
}

#[cfg(test)]
mod tests {
    use causerie_chat::RoomKind;

    use super::*;

    fn wish() -> RoomWish {
        let (host, name) = ("a.org".parse().unwrap(), "book club".parse().unwrap());
        let room = [7; 16].into();
        let invitation = RoomInvitation { room, kind: RoomKind::Private, host, name, epoch: 3 };
        let of = "bob@x.org".parse().unwrap();
        RoomWish { invitation, of, secret: vec![5; 9].into(), at: Timestamp::from_millis(4) }
    }

    fn ask(what: Asked) -> RoomAsk {
        let from = "d1.bob.peers.x.org".parse().unwrap();
        RoomAsk { room: [7; 16].into(), from, what }
    }

    fn asks() -> [RoomAsk; 3] {
        let id = "0191d5f2-7c4a-7abc-8def-0123456789ab".parse().unwrap();
        let by = MessageRef { id, author: "alice@x.org".parse().unwrap() };
        let longest = vec![6; causerie_chat::RoomRequest::MAX_PACKAGE];
        [
            ask(Asked::Out { epoch: 258 }),
            ask(Asked::In { package: vec![6; 3], by: None }),
            ask(Asked::In { package: longest, by: Some(by) }),
        ]
    }

    #[test]
    fn what_was_written_reads_back() {
        assert_eq!(decode_wish(&encode_wish(&wish()), wish().at), Some(wish()));
        for ask in asks() {
            assert_eq!(decode_ask(&encode_ask(&ask), ask.from.clone()), Some(ask));
        }
    }

    #[test]
    fn anything_shorter_or_of_another_version_is_an_error() {
        let written = encode_wish(&wish());
        // The secret is all that is behind it.
        assert!((0..written.len() - 9).all(|it| decode_wish(&written[..it], wish().at).is_none()));
        assert!(decode_wish(&[&[2], &written[1..]].concat(), wish().at).is_none());
        for ask in asks() {
            let written = encode_ask(&ask);
            let read = |bytes: &[u8]| decode_ask(bytes, ask.from.clone());
            let shorter =
                (0..written.len()).find(|it| read(&written[..*it]).as_ref() == Some(&ask));
            assert_eq!(shorter, None);
            assert!(read(&[&[2], &written[1..]].concat()).is_none());
            let is_in = matches!(ask.what, Asked::In { .. });
            assert!(is_in || read(&[&written[..], &[0]].concat()).is_none());
        }
    }

    #[test]
    fn what_was_asked_before_there_was_an_epoch_with_it_holds_whenever_it_was() {
        let ask = ask(Asked::Out { epoch: u64::MAX });
        let written = encode_ask(&ask);

        assert_eq!(decode_ask(&written[..written.len() - 8], ask.from.clone()), Some(ask));
    }
}
