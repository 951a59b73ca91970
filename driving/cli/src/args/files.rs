//! Files: what is offered, and what is fetched.

use std::{path::PathBuf, str::FromStr};

use causerie_chat::{MediaType, MessageId, Text, Timer};
use clap::{Args, builder::FalseyValueParser};
use thiserror::Error;

use super::{Place, kinds::time};

/// `causerie send`.
#[derive(Clone, Debug, Args)]
pub struct Send {
    /// To whom: bob, bob@chat.example.org, or a room: '#book-club'
    #[arg(value_name = "NAME")]
    pub to: Place,
    /// Which files, of any size: each is a message of its own
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,
    /// What is said with it, at most 4 KiB; of several files, with the first
    #[arg(long, short, value_name = "TEXT", env = "CAUSERIE_CAPTION", value_parser = caption)]
    pub caption: Option<Text>,
    /// What the files are, as in image/png; whoever gets them is told, and believes it or not
    #[arg(long, value_name = "TYPE/SUBTYPE", env = "CAUSERIE_MEDIA_TYPE", value_parser = media_type)]
    pub media_type: Option<MediaType>,
    /// Have the message disappear after that long, and the offer with it: 1h, 30min, 7days, a year at most
    #[arg(long, value_name = "TIME", env = "CAUSERIE_EXPIRES", value_parser = time)]
    pub expires: Option<Timer>,
    /// Have it lie at your directory as well, sealed, for while your peer is not running
    #[arg(long, env = "CAUSERIE_UPLOAD", value_parser = FalseyValueParser::new())]
    pub upload: bool,
    /// The message's id.
    #[arg(
        long,
        help = "The message's id (a UUIDv7), where there is one file: what is sent again under the same id is one message",
        value_name = "UUID",
        env = "CAUSERIE_MESSAGE_ID"
    )]
    pub id: Option<MessageId>,
}

/// `causerie files`.
#[derive(Clone, Debug, Args)]
pub struct Files {
    /// Only those of that conversation: bob, bob@chat.example.org, or a room: '#book-club'
    #[arg(long, visible_alias = "in", value_name = "NAME", env = "CAUSERIE_WITH")]
    pub with: Option<Place>,
    /// How many at most, the latest first
    #[arg(long, value_name = "N", env = "CAUSERIE_LIMIT", default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..=1_000))]
    pub limit: u16,
    /// Only what stands before that place: the `next` of --json
    #[arg(long, value_name = "CURSOR", env = "CAUSERIE_BEFORE")]
    pub before: Option<u64>,
}

/// `causerie fetch`.
#[derive(Clone, Debug, Args)]
pub struct Fetch {
    /// Which: the digits that causerie files and causerie conversation show (8 at least), or the id of the message that offers it
    #[arg(value_name = "ID")]
    pub file: FileRef,
    /// Into which folder; it is made if need be [default: the one you are in]
    #[arg(long, value_name = "DIR", env = "CAUSERIE_TO")]
    pub to: Option<PathBuf>,
    /// Leave it to the peer at once, and see how far it is by causerie files
    #[arg(long, env = "CAUSERIE_NO_WAIT", value_parser = FalseyValueParser::new())]
    pub no_wait: bool,
}

/// `causerie pause`, `resume` and `cancel`.
#[derive(Clone, Debug, Args)]
pub struct Fetching {
    /// Which: the digits that causerie files shows (8 at least), or the id of the message that offers it
    #[arg(value_name = "ID")]
    pub file: FileRef,
}

/// `causerie upload`.
#[derive(Clone, Debug, Args)]
pub struct Upload {
    /// Which of those you sent: the digits that causerie files shows (8 at least), or the id of the message that offers it
    #[arg(value_name = "ID")]
    pub file: FileRef,
    /// Have the directory forget it; it is still fetched from you
    #[arg(long, env = "CAUSERIE_UPLOAD_DROP", value_parser = FalseyValueParser::new())]
    pub drop: bool,
    /// Leave it to the peer at once, and see how far it is by causerie files
    #[arg(long, env = "CAUSERIE_NO_WAIT", value_parser = FalseyValueParser::new())]
    pub no_wait: bool,
}

fn caption(raw: &str) -> Result<Text, String> {
    raw.parse().map_err(|error: causerie_chat::InvalidText| error.to_string())
}

fn media_type(raw: &str) -> Result<MediaType, String> {
    raw.parse().map_err(|error: causerie_chat::InvalidMediaType| error.to_string())
}

/// A file as it is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileRef {
    /// The one that a message offers.
    In(MessageId),
    /// The one whose id begins so.
    Begins(String),
}

impl FileRef {
    /// The fewest digits that are taken for one.
    const FEWEST: usize = 8;

    /// Whether the file of that id in that message can be meant.
    #[must_use]
    pub fn means(&self, id: &str, message: &str) -> bool {
        match self {
            Self::In(meant) => meant.to_string() == message,
            Self::Begins(digits) => id.starts_with(digits),
        }
    }
}

impl FromStr for FileRef {
    type Err = InvalidFileRef;

    fn from_str(raw: &str) -> Result<Self, InvalidFileRef> {
        // Of 32 digits without a hyphen, each 64th would be the id of a message too.
        if raw.contains('-') {
            return raw.parse().map(Self::In).map_err(|_| InvalidFileRef);
        }
        let digits = raw.to_ascii_lowercase();
        let fits = (Self::FEWEST..=32).contains(&digits.len());
        if fits && digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            Ok(Self::Begins(digits))
        } else {
            Err(InvalidFileRef)
        }
    }
}

/// The text is no [`FileRef`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "a file is 8 to 32 hexadecimal digits, which causerie files shows, or the id of the message that offers it (a UUIDv7)"
)]
pub struct InvalidFileRef;

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const ID: &str = "0f8c2e5a9b1d4c7fa3e6b2d8c5f19a70";
    const MESSAGE: &str = "0191d5f2-7c4a-7abc-8def-0123456789ab";

    #[rstest]
    #[case("0f8c2e5a", true)]
    #[case("0F8C2E5A9B", true)]
    #[case(ID, true)]
    #[case(MESSAGE, true)]
    #[case::another("0f8c2e5b", false)]
    #[case::of_another_message("0191d5f2-7c4a-7abc-8def-0123456789ac", false)]
    fn a_file_is_meant_by_its_digits_or_its_message(#[case] raw: &str, #[case] expected: bool) {
        assert_eq!(raw.parse::<FileRef>().unwrap().means(ID, MESSAGE), expected);
    }

    #[test]
    fn digits_that_could_be_a_message_are_those_of_a_file() {
        let digits = "0191d5f27c4a7abc8def0123456789ab";

        assert_eq!(digits.parse(), Ok(FileRef::Begins(digits.to_owned())));
    }

    #[rstest]
    fn anything_else_is_none(
        #[values("", "0f8c2e5", "report.pdf", "0f8c2e5g", "../../../x", &"a".repeat(33))] raw: &str,
    ) {
        assert_eq!(raw.parse::<FileRef>(), Err(InvalidFileRef));
    }
}
