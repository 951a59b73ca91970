use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Mutex,
};

use async_trait::async_trait;
use causerie_chat::SafeFileName;
use causerie_files::{Chunk, FileId};
use causerie_usecases::ports::{NotWritten, OwnFiles, PartFiles, Unavailable, WrittenParts};

use crate::lock::lock;

/// A disk in memory, with room for so many bytes.
pub struct MemoryDisk {
    room: u64,
    /// How many bytes of parts can be written before others have filled it.
    left: Mutex<Option<usize>>,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    files: BTreeMap<PathBuf, Vec<u8>>,
    parts: BTreeMap<(PathBuf, FileId), Vec<u8>>,
    /// Those that were given their names already.
    named: BTreeMap<(PathBuf, FileId), PathBuf>,
}

impl MemoryDisk {
    /// An empty one.
    #[must_use]
    pub fn with_room_for(room: u64) -> Self {
        Self { room, left: Mutex::default(), kept: Mutex::default() }
    }

    /// Others fill it once so many more bytes of parts were written, though there was room as they were begun; with nothing nobody does.
    pub fn fills_up_after(&self, bytes: Option<usize>) {
        *lock(&self.left) = bytes;
    }

    /// Somebody changes a byte of all parts.
    pub fn harm_parts(&self, at: usize) {
        for part in lock(&self.kept).parts.values_mut() {
            if let Some(byte) = part.get_mut(at) {
                *byte ^= 1;
            }
        }
    }

    /// Puts a file there, in place of another one.
    pub fn put(&self, path: &Path, bytes: &[u8]) {
        lock(&self.kept).files.insert(path.to_owned(), bytes.to_vec());
    }

    /// What is there, and how much of it is parts.
    #[must_use]
    pub fn there(&self) -> (Vec<PathBuf>, usize) {
        let kept = lock(&self.kept);
        (kept.files.keys().cloned().collect(), kept.parts.len())
    }
}

#[async_trait]
impl OwnFiles for MemoryDisk {
    async fn size(&self, path: &Path) -> Result<Option<u64>, Unavailable> {
        Ok(lock(&self.kept).files.get(path).map(|file| file.len() as u64))
    }

    async fn read(
        &self,
        path: &Path,
        from: u64,
        bytes: usize,
    ) -> Result<Option<Vec<u8>>, Unavailable> {
        let kept = lock(&self.kept);
        let Some(file) = kept.files.get(path) else { return Ok(None) };
        Ok(Some(some_of(file, from, bytes)))
    }
}

#[async_trait]
impl PartFiles for MemoryDisk {
    async fn begin(&self, folder: &Path, id: &FileId, bytes: u64) -> Result<(), NotWritten> {
        let mut kept = lock(&self.kept);
        let taken = kept.files.values().chain(kept.parts.values()).map(|it| it.len() as u64);
        let free = self.room.saturating_sub(taken.sum());
        let place = (folder.to_owned(), *id);
        if kept.parts.contains_key(&place) {
            return Ok(());
        }
        if bytes > free {
            return Err(NotWritten::Full);
        }
        let bytes = usize::try_from(bytes).map_err(|_| NotWritten::Full)?;
        kept.parts.insert(place, vec![0; bytes]);
        Ok(())
    }

    async fn write(
        &self,
        folder: &Path,
        id: &FileId,
        chunks: Vec<(u64, Chunk)>,
    ) -> Result<Vec<(u64, Chunk)>, NotWritten> {
        let mut kept = lock(&self.kept);
        let part = kept.parts.get_mut(&(folder.to_owned(), *id)).ok_or(NotWritten::Gone)?;
        for (begin, chunk) in &chunks {
            if let Some(left) = &mut *lock(&self.left) {
                *left = left.checked_sub(chunk.as_bytes().len()).ok_or(NotWritten::Full)?;
            }
            let begin = usize::try_from(*begin).map_err(|_| NotWritten::Full)?;
            let place = part.get_mut(begin..).and_then(|it| it.get_mut(..chunk.as_bytes().len()));
            place.ok_or(NotWritten::Full)?.copy_from_slice(chunk.as_bytes());
        }
        Ok(chunks)
    }

    async fn sync(&self, folder: &Path, id: &FileId) -> Result<(), NotWritten> {
        let place = (folder.to_owned(), *id);
        if lock(&self.kept).parts.contains_key(&place) { Ok(()) } else { Err(NotWritten::Gone) }
    }

    async fn finish(
        &self,
        folder: &Path,
        id: &FileId,
        name: &SafeFileName,
    ) -> Result<PathBuf, NotWritten> {
        let mut kept = lock(&self.kept);
        let place = (folder.to_owned(), *id);
        let part = kept.parts.get(&place).ok_or(NotWritten::Gone)?.clone();
        if let Some(path) = kept.named.get(&place) {
            return Ok(path.clone());
        }
        let mut path = folder.join(name.as_str());
        for number in 2.. {
            if !kept.files.contains_key(&path) {
                break;
            }
            path = folder.join(name.numbered(number).as_str());
        }
        kept.files.insert(path.clone(), part);
        kept.named.insert(place, path.clone());
        Ok(path)
    }

    async fn discard(&self, folder: &Path, id: &FileId) -> Result<(), Unavailable> {
        let (mut kept, place) = (lock(&self.kept), (folder.to_owned(), *id));
        kept.parts.remove(&place);
        kept.named.remove(&place);
        Ok(())
    }
}

#[async_trait]
impl WrittenParts for MemoryDisk {
    async fn written(
        &self,
        folder: &Path,
        id: &FileId,
        from: u64,
    ) -> Result<Option<u64>, Unavailable> {
        // Which of it was written is not noted, so all of it may have been.
        let kept = lock(&self.kept);
        let part = kept.parts.get(&(folder.to_owned(), *id));
        Ok(part.filter(|part| from < part.len() as u64).map(|_| from))
    }

    async fn read_part(
        &self,
        folder: &Path,
        id: &FileId,
        from: u64,
        bytes: usize,
    ) -> Result<Option<Vec<u8>>, Unavailable> {
        let kept = lock(&self.kept);
        let part = kept.parts.get(&(folder.to_owned(), *id));
        Ok(part.map(|part| some_of(part, from, bytes)))
    }
}

fn some_of(file: &[u8], from: u64, bytes: usize) -> Vec<u8> {
    let from = usize::try_from(from).unwrap_or(usize::MAX).min(file.len());
    let end = from.saturating_add(bytes).min(file.len());
    file.get(from..end).unwrap_or_default().to_vec()
}
