use std::{ops::Range, sync::Arc};

use causerie_chat::FileManifest;
use causerie_files::{Chunk, ChunkHashes, FileStream};
use causerie_session::Provider;

use super::sealed_bytes;
use crate::ports::{FileSource, FileSources, FileWish, NotGiven};

/// Asks a device for some of a file, and believes nothing of what it gives.
pub struct Taking {
    /// Asks.
    pub sources: Arc<dyn FileSources>,
    /// Opens.
    pub provider: Arc<dyn Provider>,
}

impl Taking {
    /// The hashes of the file's chunks, if that is what is given.
    pub(in crate::peer) async fn hashes(
        &self,
        from: &FileSource,
        wanted: &FileWish,
        manifest: &FileManifest,
    ) -> Result<ChunkHashes, NotGiven> {
        let bytes = manifest.chunks() as usize * ChunkHashes::BYTES;
        let given = self.sources.hashes(from, wanted, bytes).await?;
        ChunkHashes::check(manifest, &given).map_err(|_| NotGiven::Broken)
    }

    /// Those chunks, and where each begins, if all that is given is them.
    pub(in crate::peer) async fn chunks(
        &self,
        from: &FileSource,
        wanted: &FileWish,
        (manifest, hashes): (&FileManifest, &ChunkHashes),
        chunks: Range<u32>,
    ) -> Result<Vec<(u64, Chunk)>, NotGiven> {
        let bytes = sealed_bytes(manifest, &chunks).ok_or(NotGiven::Broken)?;
        let given = self.sources.chunks(from, wanted, chunks.clone(), bytes).await?;
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
}
