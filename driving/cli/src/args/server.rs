use std::{net::SocketAddr, path::PathBuf, time::Duration};

use causerie_chat::{DomainName, Username};
use clap::{Args, Parser, Subcommand, builder::FalseyValueParser, value_parser};

use super::{Completions, DirectoryUrl, Logging};

const EXIT_CODES: &str =
    "Exit codes:\n  0  done\n  1  refused, or failed\n  2  not understood: see --help";

/// A directory: it knows who is who and where their devices are, and nothing of what they say.
#[derive(Clone, Debug, Parser)]
#[command(name = "causerie-server", version, max_term_width = 100, after_help = EXIT_CODES)]
pub struct ServerCli {
    /// Print JSON, for scripts: one document a command; problems (RFC 9457) on stderr
    #[arg(long, global = true, env = "CAUSERIE_SERVER_JSON", value_parser = FalseyValueParser::new())]
    pub json: bool,
    /// How the log is written.
    #[command(flatten)]
    pub logging: Logging,
    /// What to do.
    #[command(subcommand)]
    pub command: ServerCommand,
}

/// What `causerie-server` does.
#[derive(Clone, Debug, Subcommand)]
pub enum ServerCommand {
    /// Make a network: its root, the issuer for a domain, and the directory's certificate
    #[command(after_help = "Example: causerie-server init --domain localhost --data ./directory")]
    Init(Init),
    /// Run the directory until it is told to stop
    #[command(
        after_help = "Example: causerie-server run --data ./directory --listen 0.0.0.0:7443\n\nPrints `listening on https://ADDR` once it does."
    )]
    Run(Run),
    /// Certify the issuer for another year, by the root's key
    #[command(
        after_help = "Example: causerie-server renew --data ./directory --root-key /media/safe/root.key\n\nRestart the directory afterwards; peers notice nothing."
    )]
    Renew(Renew),
    /// Ask a running directory whether it is well: whether it can do its work
    #[command(
        after_help = "Example: causerie-server health --data ./directory\n\nIt asks GET /readyz: the store can be read and written, and the certificate is valid."
    )]
    Health(Health),
    /// Say who moderates the public channel, or change it
    #[command(
        after_help = "Example: causerie-server moderators add alice --data ./directory\n\nIt may be done while the directory runs, and counts at once."
    )]
    Moderators(Moderators),
    /// Say which room is the public channel, or begin it anew
    #[command(
        after_help = "Example: causerie-server public reset --data ./directory\n\nIt may be done while the directory runs, and counts at once."
    )]
    Public(PublicChannel),
    /// Print completions for a shell
    #[command(
        after_help = "Example: causerie-server completions bash > /etc/bash_completion.d/causerie-server"
    )]
    Completions(Completions),
}

/// `causerie-server init`.
#[derive(Clone, Debug, Args)]
pub struct Init {
    /// The domain whose people it knows: its DNS name, as in chat.example.org
    #[arg(long, value_name = "DOMAIN", env = "CAUSERIE_SERVER_DOMAIN")]
    pub domain: DomainName,
    /// Where its files go; nothing there is written over
    #[arg(long, value_name = "DIR", env = "CAUSERIE_SERVER_DATA")]
    pub data: PathBuf,
    /// Be content if there is a directory for that domain already
    #[arg(long, env = "CAUSERIE_SERVER_IF_MISSING", value_parser = FalseyValueParser::new())]
    pub if_missing: bool,
}

/// `causerie-server run`.
#[derive(Clone, Debug, Args)]
pub struct Run {
    /// The folder that `init` made
    #[arg(long, value_name = "DIR", env = "CAUSERIE_SERVER_DATA")]
    pub data: PathBuf,
    /// Where to listen; port 0 takes a free one
    #[arg(
        long,
        value_name = "ADDR",
        env = "CAUSERIE_SERVER_LISTEN",
        default_value = "127.0.0.1:7443"
    )]
    pub listen: SocketAddr,
    /// How long envelopes are kept for a device that does not fetch them, as in 30d or 12h
    #[arg(
        long,
        value_name = "TIME",
        env = "CAUSERIE_SERVER_RETENTION",
        default_value = "30d",
        value_parser = humantime::parse_duration
    )]
    pub retention: Duration,
    /// How many envelopes each mailbox holds, and each sender may have waiting
    #[arg(
        long,
        value_name = "N",
        env = "CAUSERIE_SERVER_MAILBOX_ENVELOPES",
        default_value_t = 20_000,
        value_parser = value_parser!(u64).range(1..=1_000_000)
    )]
    pub mailbox_envelopes: u64,
    /// How much each mailbox holds, and each sender may have waiting, in MiB
    #[arg(
        long,
        value_name = "MIB",
        env = "CAUSERIE_SERVER_MAILBOX_MIB",
        default_value_t = 256,
        value_parser = value_parser!(u64).range(1..=1_000_000)
    )]
    pub mailbox_mib: u64,
    /// How much of their files each person may have lie here, sealed, in MiB; 0 keeps no files at all
    #[arg(
        long,
        value_name = "MIB",
        env = "CAUSERIE_SERVER_UPLOADS_MIB_EACH",
        default_value_t = 1_024,
        value_parser = value_parser!(u64).range(0..=1_000_000_000)
    )]
    pub uploads_mib_each: u64,
    /// How much of all people's files lies here, sealed, in MiB; 0 keeps no files at all
    #[arg(
        long,
        value_name = "MIB",
        env = "CAUSERIE_SERVER_UPLOADS_MIB",
        default_value_t = 10_240,
        value_parser = value_parser!(u64).range(0..=1_000_000_000)
    )]
    pub uploads_mib: u64,
    /// How long files lie here, as in 14d or 12h
    #[arg(
        long,
        value_name = "TIME",
        env = "CAUSERIE_SERVER_UPLOAD_RETENTION",
        default_value = "14d",
        value_parser = humantime::parse_duration
    )]
    pub upload_retention: Duration,
    /// After how long without a credential a device has to show a code again, where its person has a second factor, as in 30d. (Devices that
    /// run renew theirs every day.)
    #[arg(
        long,
        value_name = "TIME",
        env = "CAUSERIE_SERVER_SIGN_IN_LAPSE",
        default_value = "30d",
        value_parser = humantime::parse_duration
    )]
    pub sign_in_lapse: Duration,
    /// How many connections there are at most
    #[arg(long, value_name = "N", env = "CAUSERIE_SERVER_CONNECTIONS", default_value_t = 4_096)]
    pub connections: usize,
    /// How many of them each network address has at most
    #[arg(
        long,
        value_name = "N",
        env = "CAUSERIE_SERVER_CONNECTIONS_PER_ADDRESS",
        default_value_t = 256
    )]
    pub connections_per_address: usize,
}

/// `causerie-server renew`.
#[derive(Clone, Debug, Args)]
pub struct Renew {
    /// The folder that `init` made
    #[arg(long, value_name = "DIR", env = "CAUSERIE_SERVER_DATA")]
    pub data: PathBuf,
    /// The root's private key; it need not lie in that folder
    #[arg(long, value_name = "FILE", env = "CAUSERIE_SERVER_ROOT_KEY")]
    pub root_key: PathBuf,
}

/// `causerie-server moderators`.
#[derive(Clone, Debug, Args)]
pub struct Moderators {
    /// What to do.
    #[command(subcommand)]
    pub action: ModeratorAction,
}

/// What is done about those who moderate.
#[derive(Clone, Debug, Subcommand)]
pub enum ModeratorAction {
    /// Have somebody moderate: remove messages for all, mute people, ban them
    #[command(after_help = "Example: causerie-server moderators add alice --data ./directory")]
    Add(Moderator),
    /// Have somebody moderate no more
    #[command(after_help = "Example: causerie-server moderators remove alice --data ./directory")]
    Remove(Moderator),
    /// List them
    #[command(after_help = "Example: causerie-server moderators list --data ./directory")]
    List(ModeratorsOf),
}

/// `causerie-server moderators add` and `remove`.
#[derive(Clone, Debug, Args)]
pub struct Moderator {
    /// The user name; they need not have registered yet
    pub name: Username,
    /// The folder that `init` made
    #[arg(long, value_name = "DIR", env = "CAUSERIE_SERVER_DATA")]
    pub data: PathBuf,
}

/// `causerie-server moderators list`.
#[derive(Clone, Debug, Args)]
pub struct ModeratorsOf {
    /// The folder that `init` made
    #[arg(long, value_name = "DIR", env = "CAUSERIE_SERVER_DATA")]
    pub data: PathBuf,
}

/// `causerie-server public`.
#[derive(Clone, Debug, Args)]
pub struct PublicChannel {
    /// What to do.
    #[command(subcommand)]
    pub action: PublicAction,
}

/// What is done about the public channel.
#[derive(Clone, Debug, Subcommand)]
pub enum PublicAction {
    /// End the room that is the public channel now, and have a new one begin: for a channel that is broken, or full of what nobody wants to see
    #[command(
        after_help = "Example: causerie-server public reset --data ./directory\n\nWho is in it comes into the new one by themselves, within ten minutes or by their next causerie all. What was said stays on their devices, in the old room; who is banned stays banned, who is muted is not any more."
    )]
    Reset(PublicOf),
    /// Show which room it is, and which ones it was
    #[command(after_help = "Example: causerie-server public show --data ./directory")]
    Show(PublicOf),
}

/// `causerie-server public reset` and `show`.
#[derive(Clone, Debug, Args)]
pub struct PublicOf {
    /// The folder that `init` made
    #[arg(long, value_name = "DIR", env = "CAUSERIE_SERVER_DATA")]
    pub data: PathBuf,
}

/// `causerie-server health`.
#[derive(Clone, Debug, Args)]
pub struct Health {
    /// The folder that `init` made: its root is what the answer is checked against
    #[arg(long, value_name = "DIR", env = "CAUSERIE_SERVER_DATA")]
    pub data: PathBuf,
    /// Where it runs
    #[arg(
        long,
        value_name = "URL",
        env = "CAUSERIE_DIRECTORY",
        default_value = "https://127.0.0.1:7443"
    )]
    pub directory: DirectoryUrl,
}
