use std::{borrow::Cow, fmt, str::FromStr};

use thiserror::Error;

use crate::{DeviceList, Receipt};

/// What a message says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// Words.
    Text(Text),
    /// What became of messages that went the other way. It is not shown, and no part of a conversation.
    Receipt(Receipt),
    /// Which devices its author has from now on; whether they do is for whoever knows the author's account key to check.
    Devices(Box<DeviceList>),
    /// Something a later version says: kept and passed on as it came, shown as "not understood by this version".
    Unknown {
        /// Its number; never that of a kind above.
        kind: u64,
        /// Its bytes; at most [`Text::MAX_BYTES`].
        data: Vec<u8>,
    },
}

impl Body {
    pub(crate) const TEXT: u64 = 1;
    pub(crate) const RECEIPT: u64 = 2;
    pub(crate) const DEVICES: u64 = 8;

    /// The number of the kind: 1 is text, 2 a receipt, 8 a device list.
    #[must_use]
    pub fn kind(&self) -> u64 {
        match self {
            Self::Text(_) => Self::TEXT,
            Self::Receipt(_) => Self::RECEIPT,
            Self::Devices(_) => Self::DEVICES,
            Self::Unknown { kind, .. } => *kind,
        }
    }

    /// The bytes of the kind; UTF-8 for text.
    #[must_use]
    pub fn data(&self) -> Cow<'_, [u8]> {
        match self {
            Self::Text(text) => Cow::Borrowed(text.0.as_bytes()),
            Self::Receipt(receipt) => Cow::Owned(receipt.encode()),
            Self::Devices(list) => Cow::Owned(list.encode()),
            Self::Unknown { data, .. } => Cow::Borrowed(data),
        }
    }

    /// The body whose [`Body::kind`] and [`Body::data`] these are.
    pub fn from_parts(kind: u64, data: Vec<u8>) -> Result<Self, InvalidText> {
        if data.len() > Text::MAX_BYTES {
            return Err(InvalidText);
        }
        match kind {
            Self::TEXT => {
                String::from_utf8(data).map_err(|_| InvalidText)?.try_into().map(Self::Text)
            }
            Self::RECEIPT => Receipt::decode(&data).map(Self::Receipt).map_err(|_| InvalidText),
            Self::DEVICES => match DeviceList::decode(&data) {
                Ok(list) => Ok(Self::Devices(Box::new(list))),
                Err(_) => Err(InvalidText),
            },
            _ => Ok(Self::Unknown { kind, data }),
        }
    }
}

/// The words of a message: 1 byte to 64 KiB of UTF-8. They do not print in logs.
#[derive(Clone, PartialEq, Eq)]
pub struct Text(String);

impl Text {
    /// The longest there is, in bytes.
    pub const MAX_BYTES: usize = 64 * 1024;

    /// The words.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Text {
    type Error = InvalidText;

    fn try_from(raw: String) -> Result<Self, InvalidText> {
        if (1..=Self::MAX_BYTES).contains(&raw.len()) { Ok(Self(raw)) } else { Err(InvalidText) }
    }
}

impl FromStr for Text {
    type Err = InvalidText;

    fn from_str(raw: &str) -> Result<Self, InvalidText> {
        raw.to_owned().try_into()
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} bytes)", self.0.len())
    }
}

/// The bytes are not a [`Text`], a [`Receipt`] or a [`DeviceList`], or too many for any [`Body`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a message is 1 byte to 64 KiB of UTF-8, a receipt, or a device list")]
pub struct InvalidText;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_do_not_print() {
        let body = Body::Text("secret".parse().unwrap());

        assert_eq!(format!("{body:?}"), "Text(Text(6 bytes))");
    }

    #[test]
    fn a_text_is_bounded() {
        assert_eq!("".parse::<Text>(), Err(InvalidText));
        assert!(Text::try_from("a".repeat(65_536)).is_ok());
        assert_eq!(Text::try_from("a".repeat(65_537)), Err(InvalidText));
        assert_eq!(Body::from_parts(9, vec![0; 65_537]), Err(InvalidText));
        assert_eq!(Body::from_parts(1, vec![0xFF]), Err(InvalidText));
    }

    #[test]
    fn t63_an_unknown_kind_round_trips() {
        let body = Body::from_parts(77, vec![0xFF, 0]).unwrap();

        assert_eq!(body, Body::Unknown { kind: 77, data: vec![0xFF, 0] });
        assert_eq!(Body::from_parts(body.kind(), body.data().into_owned()), Ok(body));
    }
}
