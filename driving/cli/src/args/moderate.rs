//! What moderators decide in the public channel.

use causerie_chat::{MessageId, Moderation, Timer};
use clap::{Args, Subcommand};
use thiserror::Error;

use super::{Name, kinds::time};

/// `causerie moderate`.
#[derive(Clone, Debug, Subcommand)]
pub enum Moderate {
    /// Remove a message for all; its words are overwritten everywhere
    #[command(
        after_help = "Example: causerie moderate remove 0191d5f2-7c4a-7abc-8def-0123456789ab --reason \"an advertisement\""
    )]
    Remove(RemoveMessage),
    /// Have nobody hear somebody for a while
    #[command(after_help = "Example: causerie moderate mute bob --for 1h --reason \"calm down\"")]
    Mute(MutePerson),
    /// Have somebody go, and not come in again
    #[command(after_help = "Example: causerie moderate ban bob --reason \"advertisements\"")]
    Ban(BanOrLift),
    /// Have somebody neither muted nor banned any more
    #[command(after_help = "Example: causerie moderate lift bob --reason \"we talked\"")]
    Lift(BanOrLift),
}

/// `causerie moderate remove`.
#[derive(Clone, Debug, Args)]
pub struct RemoveMessage {
    /// Which message: its id, which causerie conversation '#public' --json shows
    #[arg(value_name = "MESSAGE")]
    pub message: MessageId,
    /// Why.
    #[command(flatten)]
    pub because: Because,
}

/// `causerie moderate mute`.
#[derive(Clone, Debug, Args)]
pub struct MutePerson {
    /// Who: bob, or bob@chat.example.org
    pub name: Name,
    /// For how long: 1h, 30min, 7days, a year at most
    #[arg(
        long = "for",
        value_name = "TIME",
        env = "CAUSERIE_MUTE_FOR",
        default_value = "1h",
        value_parser = time
    )]
    pub time: Timer,
    /// Why.
    #[command(flatten)]
    pub because: Because,
}

/// `causerie moderate ban` and `lift`.
#[derive(Clone, Debug, Args)]
pub struct BanOrLift {
    /// Who: bob, or bob@chat.example.org
    pub name: Name,
    /// Why.
    #[command(flatten)]
    pub because: Because,
}

/// Why something is decided.
#[derive(Clone, Debug, Args)]
pub struct Because {
    /// Why: 1 to 1000 bytes, which everybody in the channel sees
    #[arg(long, value_name = "TEXT", env = "CAUSERIE_REASON", value_parser = reason)]
    pub reason: String,
    /// The decision's id.
    #[arg(
        long,
        help = "The decision's id (a UUIDv7): what is decided again under the same id is one decision",
        value_name = "UUID",
        env = "CAUSERIE_MESSAGE_ID"
    )]
    pub id: Option<MessageId>,
}

fn reason(raw: &str) -> Result<String, InvalidReason> {
    let fits = (1..=Moderation::MAX_REASON).contains(&raw.len());
    if fits { Ok(raw.to_owned()) } else { Err(InvalidReason) }
}

/// The text is no reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a reason is 1 to {} bytes", Moderation::MAX_REASON)]
pub struct InvalidReason;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_there_and_short() {
        assert!(reason("spam").is_ok() && reason(&"r".repeat(1_000)).is_ok());
        assert_eq!(reason(""), Err(InvalidReason));
        assert_eq!(reason(&"r".repeat(1_001)), Err(InvalidReason));
    }
}
