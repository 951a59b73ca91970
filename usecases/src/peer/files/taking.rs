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
        if given.len() != bytes {
            return Err(NotGiven::Broken);
        }
        // Mostly there is one, which is opened where it lies.
        if chunks.len() == 1 {
            return Ok(vec![opened(&stream, (manifest, hashes), chunks.start, given)?]);
        }
        let (mut rest, mut taken) = (&given[..], Vec::with_capacity(chunks.len()));
        for number in chunks {
            let bytes = manifest.chunk(number).ok_or(NotGiven::Broken)?.1;
            let sealed = rest.split_at_checked(bytes + FileStream::OVERHEAD);
            let (sealed, behind) = sealed.ok_or(NotGiven::Broken)?;
            taken.push(opened(&stream, (manifest, hashes), number, sealed.to_vec())?);
            rest = behind;
        }
        Ok(taken)
    }

    /// Lets others come in what those came in.
    pub(in crate::peer) fn take_back(&self, taken: Vec<(u64, Chunk)>) {
        for (_, chunk) in taken {
            self.sources.take_back(chunk.into_bytes());
        }
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

/// The chunk of that number, if that is what was sealed, and where it begins.
fn opened(
    stream: &FileStream<'_>,
    (manifest, hashes): (&FileManifest, &ChunkHashes),
    number: u32,
    sealed: Vec<u8>,
) -> Result<(u64, Chunk), NotGiven> {
    let (begin, _) = manifest.chunk(number).ok_or(NotGiven::Broken)?;
    let opened = stream.open(number, sealed).map_err(|_| NotGiven::Broken)?;
    // Whoever has the key could seal something else.
    let chunk = hashes.chunk(number, opened).map_err(|_| NotGiven::Broken)?;
    Ok((begin, chunk))
}
