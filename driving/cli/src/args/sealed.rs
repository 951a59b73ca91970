//! What seals the data folder, and the backups of it.

use std::path::PathBuf;

use clap::{Args, builder::FalseyValueParser};

/// `causerie passphrase`.
#[derive(Clone, Debug, Args)]
pub struct Passphrase {
    /// Remove it: what opens the folder lies in a file within it from then on
    #[arg(
        long,
        env = "CAUSERIE_REMOVE_PASSPHRASE",
        conflicts_with = "new_passphrase_file",
        value_parser = FalseyValueParser::new()
    )]
    pub remove: bool,
    /// A file with the new passphrase: one line, mode 0600; without it you are asked
    #[arg(long, value_name = "FILE", env = "CAUSERIE_NEW_PASSPHRASE_FILE")]
    pub new_passphrase_file: Option<PathBuf>,
}

/// `causerie export`.
#[derive(Clone, Debug, Args)]
pub struct Export {
    /// Where the backup goes; nothing there is written over
    pub file: PathBuf,
    /// A file with the passphrase for the backup: one line, mode 0600; without it you are asked
    #[arg(long, value_name = "FILE", env = "CAUSERIE_NEW_PASSPHRASE_FILE")]
    pub new_passphrase_file: Option<PathBuf>,
}

/// `causerie import`.
#[derive(Clone, Debug, Args)]
pub struct Import {
    /// The backup
    pub file: PathBuf,
    /// A file with a passphrase to seal the restored folder with: one line, mode 0600; without it none is set
    #[arg(long, value_name = "FILE", env = "CAUSERIE_NEW_PASSPHRASE_FILE")]
    pub new_passphrase_file: Option<PathBuf>,
}
