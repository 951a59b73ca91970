use std::{
    fs::{self, File},
    io::{self, ErrorKind, Read, Seek, SeekFrom},
    path::Path,
};

use async_trait::async_trait;
use causerie_usecases::ports::{OwnFiles, Unavailable};

use crate::{Disk, apart, unavailable};

#[async_trait]
impl OwnFiles for Disk {
    async fn size(&self, path: &Path) -> Result<Option<u64>, Unavailable> {
        let path = path.to_owned();
        apart(move || there(size(&path))).await
    }

    async fn read(
        &self,
        path: &Path,
        from: u64,
        bytes: usize,
    ) -> Result<Option<Vec<u8>>, Unavailable> {
        let path = path.to_owned();
        apart(move || there(read(&path, from, bytes))).await
    }
}

/// Nothing where there is no file.
fn there<T>(found: io::Result<Option<T>>) -> Result<Option<T>, Unavailable> {
    match found {
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(None)
        }
        found => found.map_err(unavailable),
    }
}

/// A tag behind what was read, and more.
const ROOM: usize = 64;

fn size(path: &Path) -> io::Result<Option<u64>> {
    let found = fs::metadata(path)?;
    Ok(found.is_file().then_some(found.len()))
}

pub(crate) fn read(path: &Path, from: u64, bytes: usize) -> io::Result<Option<Vec<u8>>> {
    // Whoever opens a pipe may wait for ever.
    let Some(size) = size(path)? else { return Ok(None) };
    let left = usize::try_from(size.saturating_sub(from)).unwrap_or(usize::MAX);
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(from))?;
    // Whoever seals it has room for what that adds.
    let mut read = Vec::with_capacity(left.min(bytes) + ROOM);
    file.take(bytes as u64).read_to_end(&mut read)?;
    Ok(Some(read))
}
