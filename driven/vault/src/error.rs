use std::{io, path::PathBuf};

use thiserror::Error;

use crate::NoEntropy;

/// Why a vault was not opened, made or changed.
#[derive(Debug, Error)]
pub enum VaultError {
    /// Its key is wrapped by a passphrase, and none was given.
    #[error("{} needs its passphrase: give it when asked, or in a file with --passphrase-file", .0.display())]
    PassphraseNeeded(PathBuf),
    /// The passphrase is another, or the file was changed.
    #[error("{} does not open: the passphrase is wrong, or the file is damaged", .0.display())]
    DoesNotOpen(PathBuf),
    /// Nothing is there.
    #[error("{} is missing: put it back, or restore a backup", .0.display())]
    Missing(PathBuf),
    /// Something is there already.
    #[error("{} is there already", .0.display())]
    Exists(PathBuf),
    /// Others can read it.
    #[error("others can read {}: chmod 600 it, and take what it protected for known", .0.display())]
    Exposed(PathBuf),
    /// It is something else, or a later version wrote it.
    #[error("{} is damaged, or a later version wrote it: put a copy back, or restore a backup", .0.display())]
    Malformed(PathBuf),
    /// It cannot be read or written.
    #[error("cannot read or write {}", .0.display())]
    Io(PathBuf, #[source] io::Error),
    /// There are no random numbers.
    #[error(transparent)]
    NoEntropy(#[from] NoEntropy),
}
