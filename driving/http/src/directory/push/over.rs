use tokio_tungstenite::tungstenite::{
    self, Utf8Bytes,
    protocol::{CloseFrame, frame::coding::CloseCode},
};

/// Why a line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Over {
    /// The server stops, or the line is old.
    GoingAway,
    /// The device has a newer line.
    Replaced,
    /// The device was revoked.
    Revoked,
    /// A frame that the protocol does not allow.
    Violation,
    /// A message in text.
    NotBinary,
    /// A message that is no reply.
    Malformed,
    /// A message larger than a reply.
    TooLarge,
    /// An acknowledgement of what was not sent.
    BeyondSent,
    /// More than there is reason to say.
    Noise,
    /// Presence shown or looked for again and again.
    PresenceFlood,
    /// More marks of presence than one device may have.
    TooManyMarks,
    /// Mail cannot be read or removed at present.
    Broken,
    /// The other end closed it.
    Left,
    /// The other end is gone, silent, or takes nothing more.
    Lost,
}

impl Over {
    /// What the other end is told of it (RFC 6455 §7.4.1), if it can be told.
    pub(super) fn told(self) -> Option<CloseFrame> {
        let (code, reason) = match self {
            Self::GoingAway => (CloseCode::Away, "connect again"),
            Self::Replaced => (CloseCode::Normal, "the device has a newer line"),
            Self::Revoked => (CloseCode::Policy, "the device was revoked"),
            Self::Violation => (CloseCode::Protocol, ""),
            Self::NotBinary => (CloseCode::Unsupported, "replies are binary"),
            Self::Malformed => (CloseCode::Invalid, "not a reply"),
            Self::TooLarge => (CloseCode::Size, "larger than a reply"),
            Self::BeyondSent => (CloseCode::Policy, "that was not sent"),
            Self::Noise => (CloseCode::Policy, "too many frames"),
            Self::PresenceFlood => (CloseCode::Policy, "too much presence"),
            Self::TooManyMarks => (CloseCode::Policy, "too many marks"),
            Self::Broken => (CloseCode::Error, "unavailable at present"),
            Self::Left | Self::Lost => return None,
        };
        Some(CloseFrame { code, reason: Utf8Bytes::from_static(reason) })
    }
}

impl From<tungstenite::Error> for Over {
    fn from(error: tungstenite::Error) -> Self {
        use tungstenite::{Error, error::ProtocolError::ResetWithoutClosingHandshake};
        match error {
            Error::Protocol(ResetWithoutClosingHandshake) => Self::Lost,
            Error::Protocol(_) => Self::Violation,
            Error::Capacity(_) => Self::TooLarge,
            Error::Utf8(_) => Self::Malformed,
            _ => Self::Lost,
        }
    }
}
