use causerie_files::ChunkHashes;

use super::take_chunks::{Stopped, TakeChunksHandler};
use crate::ports::Fetch;

impl TakeChunksHandler {
    /// Notes the chunks that were written and not noted yet, since this program ended before: those that are what they should be.
    pub(super) async fn recover(&self, fetch: &Fetch, hashes: &ChunkHashes) -> Result<(), Stopped> {
        let Fetch { manifest, folder, parts, .. } = fetch;
        let (id, bits) = (fetch.id(), manifest.chunk_bits());
        let (mut found, mut from) = (Vec::new(), 0);
        while let Some(place) = self.written.written(folder, &id, from).await? {
            let Ok(number) = u32::try_from(place >> bits) else { break };
            if !parts.has(number) && self.is_right(fetch, hashes, number).await? {
                found.push(number);
            }
            from = (u64::from(number) + 1) << bits;
        }
        if found.is_empty() {
            return Ok(());
        }
        self.parts.sync(folder, &id).await?;
        Ok(self.progress.note(&id, &found).await?)
    }

    /// Whether all that was here before this visit still is what it should be. What came since was looked at as it came.
    pub(super) async fn is_unharmed(
        &self,
        fetch: &Fetch,
        hashes: &ChunkHashes,
    ) -> Result<bool, Stopped> {
        let here = (0..fetch.parts.chunks()).filter(|number| fetch.parts.has(*number));
        for number in here {
            if !self.is_right(fetch, hashes, number).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn is_right(
        &self,
        fetch: &Fetch,
        hashes: &ChunkHashes,
        number: u32,
    ) -> Result<bool, Stopped> {
        let Fetch { manifest, folder, .. } = fetch;
        let Some((begin, bytes)) = manifest.chunk(number) else { return Ok(false) };
        let read = self.written.read_part(folder, &fetch.id(), begin, bytes).await?;
        Ok(read.is_some_and(|read| hashes.chunk(number, read).is_ok()))
    }
}
