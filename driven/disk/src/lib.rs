//! This person's files, and those that come, on the disk of this machine; and at a directory what it keeps of files ([`BlobFolder`]).
//!
//! What comes is written below [`Disk::PARTS`] in the folder it is to come into, so that it is on the same file system, and nobody takes it for what it is not
//! yet. Once it is whole it is given its name by a second link: that fails where something of that name is, whoever put it there, and can be done again after a
//! crash. A file system without links (FAT) takes no files.

mod blob_folder;
mod failure;
mod own_files;
mod part_files;

use std::io;

use causerie_usecases::ports::Unavailable;
use tokio::task::spawn_blocking;

pub use blob_folder::BlobFolder;

/// The disk of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

impl Disk {
    /// The folder that parts lie in, inside the one they are to come into.
    pub const PARTS: &str = ".causerie-parts";
}

/// Has work that waits for the disk done on a thread of its own.
async fn apart<T: Send + 'static, E: Send + From<Unavailable> + 'static>(
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, E> {
    spawn_blocking(work)
        .await
        .unwrap_or_else(|lost| Err(unavailable(io::Error::other(lost)).into()))
}

fn unavailable(error: io::Error) -> Unavailable {
    Unavailable::new(error)
}
