use std::path::PathBuf;

use causerie_chat::{DeviceId, DeviceName};
use clap::{Args, builder::FalseyValueParser};

use super::{DirectoryUrl, Name};

/// `causerie join`.
#[derive(Clone, Debug, Args)]
pub struct Join {
    /// You: alice, or alice@chat.example.org where the directory's URL does not have the domain
    pub name: Name,
    /// Where the directory is.
    #[arg(
        long,
        help = "Where the directory is, as in https://chat.example.org",
        value_name = "URL",
        env = "CAUSERIE_DIRECTORY"
    )]
    pub directory: DirectoryUrl,
    /// The root of the network, which is in your first device's data folder too: root.pem
    #[arg(long, value_name = "FILE", env = "CAUSERIE_ROOT")]
    pub root: PathBuf,
    /// What to call this device among yours: phone, laptop; an id that you never used before
    #[arg(long, value_name = "ID", env = "CAUSERIE_DEVICE")]
    pub device: DeviceId,
    /// A file with the code that causerie link shows, - for standard input; without it you are asked
    #[arg(long, value_name = "FILE", env = "CAUSERIE_LINK_CODE_FILE")]
    pub code_file: Option<PathBuf>,
    /// What machine this is, to be shown on your first device [default: its host name and system]
    #[arg(long, value_name = "TEXT", env = "CAUSERIE_DEVICE_NAME")]
    pub machine: Option<DeviceName>,
    /// Seal the data folder with a passphrase: that of --passphrase-file, or one you are asked for twice
    #[arg(long, env = "CAUSERIE_ASK_PASSPHRASE", value_parser = FalseyValueParser::new())]
    pub passphrase: bool,
}
