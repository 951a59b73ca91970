use std::{net::SocketAddr, path::PathBuf};

use causerie_chat::{DeviceId, NetworkAddress, SecondFactorCode};
use clap::{Args, Parser, Subcommand, builder::FalseyValueParser};

use super::{
    ClientCommand, DirectoryUrl, Export, Import, Join, Logging, Loopback, Name, Passphrase,
    data_folder::data_folder,
};
use crate::{client::Settings, failure::exit_codes};

/// Talk to people directly, from your machine to theirs.
#[derive(Clone, Debug, Parser)]
#[command(name = "causerie", version, max_term_width = 100, after_help = exit_codes())]
pub struct PeerCli {
    /// Where the person lives.
    #[arg(
        long,
        help = "Where you live: your keys, your messages, and how to reach your running peer \
            [default: $XDG_DATA_HOME/causerie, or ~/.local/share/causerie]",
        global = true,
        value_name = "DIR",
        env = "CAUSERIE_DATA",
        default_value_os_t = data_folder(),
        hide_default_value = true
    )]
    pub data: PathBuf,
    /// A file with the passphrase.
    #[arg(
        long,
        help = "A file with the passphrase of what is opened: the data folder, or the backup at import; one line, \
            mode 0600; without it you are asked",
        global = true,
        value_name = "FILE",
        env = "CAUSERIE_PASSPHRASE_FILE"
    )]
    pub passphrase_file: Option<PathBuf>,
    /// Print JSON, for scripts: one document, or one a line where there is no end; problems (RFC 9457) on stderr
    #[arg(long, global = true, env = "CAUSERIE_JSON", value_parser = FalseyValueParser::new())]
    pub json: bool,
    /// Print the trace id on stderr, if traces are exported (with --json it is in the document)
    #[arg(long, global = true, env = "CAUSERIE_SHOW_TRACE", value_parser = FalseyValueParser::new())]
    pub show_trace: bool,
    /// How the log is written.
    #[command(flatten)]
    pub logging: Logging,
    /// What to do.
    #[command(subcommand)]
    pub command: PeerCommand,
}

impl PeerCli {
    /// How to carry out a [`ClientCommand`].
    #[must_use]
    pub fn settings(&self) -> Settings {
        Settings::new(self.data.clone(), self.json, self.show_trace)
    }
}

/// What `causerie` does.
#[derive(Clone, Debug, Subcommand)]
pub enum PeerCommand {
    /// Register a person at a directory, and make the data folder theirs
    #[command(
        after_help = "Example: causerie register alice --directory https://localhost:7443 --root ./directory/root.pem\n\nThe same again changes nothing."
    )]
    Register(Register),
    /// Make this machine one more of your devices, by a code that your first one shows
    #[command(
        after_help = "Example: causerie join alice --directory https://localhost:7443 --root ./directory/root.pem --device phone\n\nRun causerie link on your first device: it shows the code, and asks you there whether to take this machine on. Its key is made here and stays here; the account key stays on your first device."
    )]
    Join(Join),
    /// Run your peer until it is told to stop
    #[command(
        after_help = "Example: causerie up --listen 0.0.0.0:7500 --advertise alice.example.org:7500\n\nPrints where it listens once it is ready. If your account has a second factor (causerie 2fa) you are asked for a code of it the first time, and after 30 days away."
    )]
    Up(Up),
    /// Set, change or remove the passphrase of the data folder
    #[command(
        after_help = "Examples:\n  causerie passphrase\n  causerie passphrase --remove\n  causerie passphrase --passphrase-file old.txt --new-passphrase-file new.txt\n\nStop your peer first. You are asked for the passphrase that is set, if one is, and twice for the new one, of 8 bytes at least. Without a passphrase the key to the folder lies in it, in a file that only you can read. Nobody can open a folder whose passphrase is forgotten."
    )]
    Passphrase(Passphrase),
    /// Make a backup of the data folder, sealed with a passphrase
    #[command(
        after_help = "Examples:\n  causerie export alice.backup\n  causerie export alice.backup --new-passphrase-file backup.txt\n\nIn it are the keys of your account and of this device, your contacts, whom of them you have verified, and your messages. Sessions are not: they are begun anew. You are asked twice for a passphrase for the backup; it need not be that of the folder. Whoever has both the backup and its passphrase is you."
    )]
    Export(Export),
    /// Restore a backup into an empty data folder
    #[command(
        after_help = "Example: causerie import alice.backup --data ./restored\n\nYou are asked for the passphrase of the backup. Sessions are begun anew, of itself. Do not run the old machine and the new one both: they would be one device in two places, and messages would reach one or the other."
    )]
    Import(Import),
    /// All that is asked of a running peer.
    #[command(flatten)]
    Client(ClientCommand),
}

/// `causerie register`.
#[derive(Clone, Debug, Args)]
pub struct Register {
    /// The name to go by: alice, or alice@chat.example.org where the directory's URL does not have the domain
    pub name: Name,
    /// Where the directory is.
    #[arg(
        long,
        help = "Where the directory is, as in https://chat.example.org",
        value_name = "URL",
        env = "CAUSERIE_DIRECTORY"
    )]
    pub directory: DirectoryUrl,
    /// The root of the network, which you have from whoever runs the directory
    #[arg(long, value_name = "FILE", env = "CAUSERIE_ROOT")]
    pub root: PathBuf,
    /// What to call this device
    #[arg(long, value_name = "ID", env = "CAUSERIE_DEVICE", default_value = "d1")]
    pub device: DeviceId,
    /// Seal the data folder with a passphrase: that of --passphrase-file, or one you are asked for twice
    #[arg(long, env = "CAUSERIE_ASK_PASSPHRASE", value_parser = FalseyValueParser::new())]
    pub passphrase: bool,
}

/// `causerie up`.
#[derive(Clone, Debug, Args)]
pub struct Up {
    /// Where to listen for other peers; port 0 takes a free one
    #[arg(long, value_name = "ADDR", env = "CAUSERIE_LISTEN", default_value = "127.0.0.1:0")]
    pub listen: SocketAddr,
    /// Where to listen for you: this machine's loopback alone
    #[arg(long, value_name = "ADDR", env = "CAUSERIE_LOCAL", default_value = "127.0.0.1:0")]
    pub local: Loopback,
    /// Where others find this peer, if that is not where it listens
    #[arg(long, value_name = "HOST:PORT", env = "CAUSERIE_ADVERTISE")]
    pub advertise: Option<NetworkAddress>,
    /// Neither look for contacts on the networks this machine is on nor be found there (multicast DNS); without it both happen,
    /// unless --listen is this machine's loopback
    #[arg(long, env = "CAUSERIE_NO_LAN", value_parser = FalseyValueParser::new())]
    pub no_lan: bool,
    /// Accept everybody who writes at once, for a bot, or where all in the directory belong together; without it they ask first
    /// (causerie contacts)
    #[arg(long, env = "CAUSERIE_ACCEPT_EVERYBODY", value_parser = FalseyValueParser::new())]
    pub accept_everybody: bool,
    /// Of your second factor.
    #[arg(
        long,
        help = "A code of your second factor, for when the directory asks for one: six digits of your authenticator app, or a recovery \
            code; without it you are asked",
        value_name = "CODE",
        env = "CAUSERIE_CODE",
        hide_env_values = true
    )]
    pub code: Option<SecondFactorCode>,
}
