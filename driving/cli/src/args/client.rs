use std::time::Duration;

use causerie_chat::MessageId;
use clap::{Args, Subcommand, builder::FalseyValueParser};

use super::{Completions, Name, Verify, Words};

/// What is asked of a running peer.
#[derive(Clone, Debug, Subcommand)]
pub enum ClientCommand {
    /// Say something to somebody
    #[command(
        after_help = "Examples:\n  causerie tell bob \"Hello, Bob!\"\n  git log -1 | causerie tell bob -\n  causerie tell bob -- \"-5 degrees\"\n\nOnce the peer has accepted a message it is kept, and delivered as soon as can be: `queued` is success (0), unless --require-delivery makes it 4. A message refused for good is 1."
    )]
    Tell(Tell),
    /// Read what was said with somebody
    #[command(
        after_help = "Examples:\n  causerie conversation bob\n  causerie conversation bob --follow\n\nTimes are UTC."
    )]
    Conversation(Conversation),
    /// List with whom something was said
    #[command(after_help = "Example: causerie conversations\n\nTimes are UTC.")]
    Conversations,
    /// List for whom something waits to be delivered, and why
    #[command(after_help = "Example: causerie waiting")]
    Waiting,
    /// Ask who is behind a name
    #[command(after_help = "Example: causerie whois bob")]
    Whois(Whois),
    /// Compare keys with somebody, and decide what to do when theirs has changed
    #[command(
        after_help = "Examples:\n  causerie verify bob\n  causerie verify bob --confirm \"12345 67890 …\"\n  causerie verify bob --reject\n\nBoth of you see the same 60 digits, unless somebody stands between you. Compare them over another channel, in person or by telephone. A number that does not match is 1, and decides nothing.\n\nWhere somebody's key has changed nothing is sent to them until you decide; what you say meanwhile is refused."
    )]
    Verify(Verify),
    /// List what came and could not be opened, and why
    #[command(
        after_help = "Example: causerie unopened\n\nThe latest first, 256 at most. Times are UTC."
    )]
    Unopened,
    /// See how your peer stands
    #[command(after_help = "Example: causerie status --require-sign-in")]
    Status(Status),
    /// Print completions for a shell
    #[command(after_help = "Example: causerie completions bash > /etc/bash_completion.d/causerie")]
    Completions(Completions),
}

impl ClientCommand {
    /// The word that is typed for it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Tell(_) => "tell",
            Self::Conversation(_) => "conversation",
            Self::Conversations => "conversations",
            Self::Waiting => "waiting",
            Self::Whois(_) => "whois",
            Self::Verify(_) => "verify",
            Self::Unopened => "unopened",
            Self::Status(_) => "status",
            Self::Completions(_) => "completions",
        }
    }
}

/// `causerie tell`.
#[derive(Clone, Debug, Args)]
pub struct Tell {
    /// To whom: bob, or bob@chat.example.org
    pub name: Name,
    /// What, at most 64 KiB; `-` reads it from standard input
    pub text: Words,
    /// How many seconds to wait for it to arrive before saying how far it came
    #[arg(
        long,
        value_name = "SECONDS",
        env = "CAUSERIE_WAIT",
        default_value = "5",
        value_parser = seconds
    )]
    pub wait: Duration,
    /// Make it 4, not success, if it has not arrived by then
    #[arg(long, env = "CAUSERIE_REQUIRE_DELIVERY", value_parser = FalseyValueParser::new())]
    pub require_delivery: bool,
    /// The message's id.
    #[arg(
        long,
        help = "The message's id (a UUIDv7): what is said again under the same id is one message",
        value_name = "UUID",
        env = "CAUSERIE_MESSAGE_ID"
    )]
    pub id: Option<MessageId>,
}

/// `causerie conversation`.
#[derive(Clone, Debug, Args)]
pub struct Conversation {
    /// With whom: bob, or bob@chat.example.org
    pub name: Name,
    /// Go on and print what is said from now on, until Ctrl-C
    #[arg(long, short, env = "CAUSERIE_FOLLOW", value_parser = FalseyValueParser::new())]
    pub follow: bool,
    /// Begin behind this place: the `next` or a `cursor` of --json
    #[arg(long, value_name = "CURSOR", env = "CAUSERIE_AFTER", default_value_t = 0)]
    pub after: u64,
}

/// `causerie whois`.
#[derive(Clone, Debug, Args)]
pub struct Whois {
    /// Who: bob, or bob@chat.example.org
    pub name: Name,
}

/// `causerie status`.
#[derive(Clone, Debug, Args)]
pub struct Status {
    /// Make it 4, not success, if the peer is not signed in at its directory
    #[arg(long, env = "CAUSERIE_REQUIRE_SIGN_IN", value_parser = FalseyValueParser::new())]
    pub require_sign_in: bool,
}

fn seconds(raw: &str) -> Result<Duration, &'static str> {
    let seconds = raw.parse().ok().filter(|seconds| *seconds <= 3_600);
    seconds.map(Duration::from_secs).ok_or("a number of seconds, 3600 at most")
}
