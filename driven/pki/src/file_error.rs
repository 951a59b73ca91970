use std::{io, path::PathBuf};

use thiserror::Error;

use crate::NoEntropy;

/// Why a file could not be used; each says which file, and what to do next.
#[derive(Debug, Error)]
pub enum FileError {
    /// It is not there.
    #[error("{file} is missing; restore it from a backup, or begin anew in an empty folder", file = .0.display())]
    Missing(PathBuf),
    /// A file is never written over one that stands.
    #[error("{file} exists already and stays as it is; choose another folder, or move it away", file = .0.display())]
    Exists(PathBuf),
    /// Its group or everybody may read or write it.
    #[error("{file} holds a secret and is open to other users; run: chmod 600 {file}", file = .0.display())]
    Exposed(PathBuf),
    /// It is a folder, a pipe or a device.
    #[error("{file} is not a regular file; put the right one in its place", file = .0.display())]
    NotAFile(PathBuf),
    /// It is larger than any honest one.
    #[error("{file} is larger than {1} bytes; put the right file in its place", file = .0.display())]
    Oversized(PathBuf, u64),
    /// It does not hold what it should.
    #[error("{file} does not hold {1}; restore it from a backup, or put the right file in its place", file = .0.display())]
    Malformed(PathBuf, &'static str),
    /// Everybody knows its key (T55).
    #[error("{file} holds a key that is published in tests or examples; make a new one", file = .0.display())]
    PublishedKey(PathBuf),
    /// The operating system refused.
    #[error("{file} cannot be read or written ({1}); check its folder, its owner and the space left", file = .0.display())]
    Io(PathBuf, #[source] io::Error),
    /// No key could be made for it.
    #[error(transparent)]
    NoEntropy(#[from] NoEntropy),
}
