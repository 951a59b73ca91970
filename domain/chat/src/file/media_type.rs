use std::{fmt, str::FromStr};

use thiserror::Error;

/// What somebody says a file is, as `type/subtype` (RFC 6838, section 4.2): each 1 to 63 of its characters, in lower case. It is a claim, and nothing
/// here decodes a file by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaType(String);

impl MediaType {
    /// The type.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for MediaType {
    type Err = InvalidMediaType;

    fn from_str(raw: &str) -> Result<Self, InvalidMediaType> {
        let is_first = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let is_legal = |byte: u8| is_first(byte) || b"!#$&-^_.+".contains(&byte);
        let is_name = |name: &str| {
            (1..=63).contains(&name.len())
                && name.bytes().all(is_legal)
                && name.bytes().next().is_some_and(is_first)
        };
        match raw.split_once('/') {
            Some((kind, subtype)) if is_name(kind) && is_name(subtype) => Ok(Self(raw.to_owned())),
            _ => Err(InvalidMediaType),
        }
    }
}

impl fmt::Display for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text is not a [`MediaType`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a media type is type/subtype in lower case, without parameters")]
pub struct InvalidMediaType;

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    fn a_media_type_is_read(
        #[values("image/png", "application/vnd.oasis.opendocument.text", "image/svg+xml")]
        raw: &str,
    ) {
        assert_eq!(raw.parse::<MediaType>().unwrap().to_string(), raw);
    }

    #[rstest]
    #[case::nothing("")]
    #[case::one_part("image")]
    #[case::empty_part("image/")]
    #[case::three_parts("a/b/c")]
    #[case::in_capitals("Image/png")]
    #[case::with_a_parameter("text/plain; charset=utf-8")]
    #[case::with_a_control("text/\u{1b}[2J")]
    #[case::beginning_otherwise("text/.x")]
    #[case::too_long(&format!("text/{}", "a".repeat(64)))]
    fn anything_else_is_no_media_type(#[case] raw: &str) {
        assert_eq!(raw.parse::<MediaType>(), Err(InvalidMediaType));
    }
}
