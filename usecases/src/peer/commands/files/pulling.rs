use causerie_files::ChunkHashes;
use futures_util::{StreamExt, lock::Mutex, select_biased, stream::FuturesUnordered};

use super::take_chunks::{Stopped, TakeChunksHandler};
use crate::{
    peer::files::{Sources, most_at_once},
    ports::{Fetch, FileWish, NotWritten},
};

/// How many pieces are asked for at once; a device gives no more to another one.
const LANES: usize = 4;
/// How many pieces make what may be asked for at once. What a piece has is what is lost with this program, so it is less than could be.
const PIECES: u32 = 4;

impl TakeChunksHandler {
    /// Takes what is missing, and makes durable what came while more comes; an error if nobody is left to ask. Whether all of it is here then: it is not if somebody
    /// paused or cancelled it.
    pub(super) async fn pull(
        &self,
        (fetch, hashes): (&Fetch, &ChunkHashes),
        wanted: &FileWish,
        sources: &mut Sources,
    ) -> Result<bool, Stopped> {
        // Those who write to one file at once only wait for each other, and some systems have them spin.
        let pen = &Mutex::new(());
        let what = (&fetch.manifest, hashes);
        let at_once = most_at_once(&fetch.manifest).div_ceil(PIECES);
        let mut missing = fetch.parts.missing(0, at_once);
        let (mut under_way, mut in_sync) = (FuturesUnordered::new(), FuturesUnordered::new());
        let (mut again, mut written, mut turn) = (Vec::new(), Vec::new(), 0_usize);
        loop {
            while under_way.len() < LANES {
                let Some(chunks) = again.pop().or_else(|| missing.next()) else { break };
                let Some(from) = sources.some(turn % LANES + 1).pop() else {
                    again.push(chunks);
                    break;
                };
                turn += 1;
                under_way.push(async move {
                    let given = self.taking.chunks(&from, wanted, what, chunks.clone()).await;
                    let piece = match given {
                        Ok(piece) => piece,
                        Err(why) => return Err((from, chunks, why)),
                    };
                    let _mine = pen.lock().await;
                    Ok((chunks, self.parts.write(&fetch.folder, &wanted.file, piece).await))
                });
            }
            if in_sync.is_empty() && !written.is_empty() {
                in_sync.push(self.keep(fetch, std::mem::take(&mut written)));
            }
            if in_sync.is_empty() && under_way.is_empty() {
                let is_all = again.is_empty() && missing.next().is_none();
                return if is_all { Ok(true) } else { Err(Stopped::Later(sources.why())) };
            }
            select_biased! {
                kept = in_sync.select_next_some() => {
                    kept?;
                    if !self.is_wanted_still(fetch).await? {
                        return Ok(false);
                    }
                }
                came = under_way.select_next_some() => match came {
                    Ok((chunks, came)) => {
                        self.taking.take_back(came?);
                        written.extend(chunks);
                    }
                    Err((from, chunks, why)) => {
                        sources.leave(&from, &why);
                        again.push(chunks);
                    }
                },
            }
        }
    }

    /// Makes durable what was written, and then notes that it is here.
    async fn keep(&self, fetch: &Fetch, chunks: Vec<u32>) -> Result<(), NotWritten> {
        self.parts.sync(&fetch.folder, &fetch.id()).await?;
        Ok(self.progress.note(&fetch.id(), &chunks).await?)
    }
}
