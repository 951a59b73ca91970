use std::{ops::Range, sync::Arc};

use causerie_chat::FileManifest;
use causerie_files::{Chunk, ChunkHashes, FileStream, open_hashes};
use causerie_session::Provider;

use super::{Source, sealed_bytes, stored::Stored};
use crate::ports::{FileSources, FileWish, NotGiven, StoredFiles};

/// Asks a device, or the directory, for some of a file, and believes nothing of what it gives.
pub struct Taking {
    /// Asks devices.
    pub sources: Arc<dyn FileSources>,
    /// Asks the directory.
    pub stored: Arc<dyn StoredFiles>,
    /// Opens.
    pub provider: Arc<dyn Provider>,
}

impl Taking {
    /// The hashes of the file's chunks, if that is what is given.
    pub(in crate::peer) async fn hashes(
        &self,
        from: &Source,
        wanted: &FileWish,
        manifest: &FileManifest,
    ) -> Result<ChunkHashes, NotGiven> {
        let from = match from {
            Source::Device(from) => from,
            Source::Stored(from) => {
                let sealed = self.blob(from, wanted, manifest, 0).await?;
                let opened = open_hashes(&*self.provider, manifest, sealed);
                return opened.map_err(|_| NotGiven::Broken);
            }
        };
        let bytes = manifest.chunks() as usize * ChunkHashes::BYTES;
        let given = self.sources.hashes(from, wanted, bytes).await?;
        ChunkHashes::check(manifest, &given).map_err(|_| NotGiven::Broken)
    }

    /// Those chunks, and where each begins, if all that is given is them.
    pub(in crate::peer) async fn chunks(
        &self,
        from: &Source,
        wanted: &FileWish,
        (manifest, hashes): (&FileManifest, &ChunkHashes),
        chunks: Range<u32>,
    ) -> Result<Vec<(u64, Chunk)>, NotGiven> {
        let bytes = sealed_bytes(manifest, &chunks).ok_or(NotGiven::Broken)?;
        let given = match from {
            Source::Device(from) => {
                self.sources.chunks(from, wanted, chunks.clone(), bytes).await?
            }
            Source::Stored(from) => {
                let mut given = Vec::with_capacity(bytes);
                for number in chunks.clone() {
                    given.extend(self.blob(from, wanted, manifest, number + 1).await?);
                }
                given
            }
        };
        let stream = FileStream::new(&*self.provider, manifest);
        let (mut rest, mut taken) = (&given[..], Vec::with_capacity(chunks.len()));
        for number in chunks {
            let (begin, bytes) = manifest.chunk(number).ok_or(NotGiven::Broken)?;
            let sealed = rest.split_at_checked(bytes + FileStream::OVERHEAD);
            let (sealed, behind) = sealed.ok_or(NotGiven::Broken)?;
            let opened = stream.open(number, sealed.to_vec()).map_err(|_| NotGiven::Broken)?;
            // Whoever has the key could seal something else.
            let chunk = hashes.chunk(number, opened).map_err(|_| NotGiven::Broken)?;
            taken.push((begin, chunk));
            rest = behind;
        }
        if rest.is_empty() { Ok(taken) } else { Err(NotGiven::Broken) }
    }

    /// The blob of that number among those that a device left at the directory.
    async fn blob(
        &self,
        from: &Stored,
        wanted: &FileWish,
        manifest: &FileManifest,
        number: u32,
    ) -> Result<Vec<u8>, NotGiven> {
        let (hash, bytes) = from.blob(&*self.stored, (&wanted.file, manifest), number).await?;
        self.stored.blob(&hash, bytes as usize).await
    }
}
