use std::time::Duration;

use causerie_chat::{MessageId, Timer};
use clap::{Args, builder::FalseyValueParser};

use super::{Place, Words, kinds::time};

/// `causerie tell`.
#[derive(Clone, Debug, Args)]
pub struct Tell {
    /// To whom: bob, bob@chat.example.org, or a room: '#book-club'
    #[arg(value_name = "NAME")]
    pub to: Place,
    /// What is said, and how.
    #[command(flatten)]
    pub said: Said,
}

/// `causerie all`, and what is said by `causerie tell`.
#[derive(Clone, Debug, Args)]
pub struct Said {
    /// What, at most 64 KiB; `-` reads it from standard input
    pub text: Words,
    /// Answer a message of yours or theirs: its id, which causerie conversation --json shows
    #[arg(long, value_name = "ID", env = "CAUSERIE_REPLY_TO")]
    pub reply_to: Option<MessageId>,
    /// Have it disappear after that long, at both ends: 1h, 30min, 7days, a year at most
    #[arg(long, value_name = "TIME", env = "CAUSERIE_EXPIRES", value_parser = time)]
    pub expires: Option<Timer>,
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
    /// With whom: bob, bob@chat.example.org, or a room: '#book-club'
    #[arg(value_name = "NAME")]
    pub with: Place,
    /// Go on and print what is said from now on, until Ctrl-C
    #[arg(long, short, env = "CAUSERIE_FOLLOW", value_parser = FalseyValueParser::new())]
    pub follow: bool,
    /// Look without marking what is shown as read
    #[arg(long, env = "CAUSERIE_PEEK", value_parser = FalseyValueParser::new())]
    pub peek: bool,
    /// Begin behind this place: the `next` or a `cursor` of --json
    #[arg(long, value_name = "CURSOR", env = "CAUSERIE_AFTER", default_value_t = 0)]
    pub after: u64,
}

/// `causerie chat`.
#[derive(Clone, Debug, Args)]
pub struct Chat {
    /// With whom to begin: bob, bob@chat.example.org, or a room: '#book-club'; /chat NAME goes to others
    #[arg(value_name = "NAME")]
    pub with: Option<Place>,
}

pub(super) fn seconds(raw: &str) -> Result<Duration, &'static str> {
    let seconds = raw.parse().ok().filter(|seconds| *seconds <= 3_600);
    seconds.map(Duration::from_secs).ok_or("a number of seconds, 3600 at most")
}
