use std::ops::Range;

use async_trait::async_trait;
use causerie_chat::Cause;
use causerie_usecases::ports::{FileSource, FileSources, FileWish, NotGiven};

use super::Line;

/// Files are not simulated: nobody has any.
#[async_trait]
impl FileSources for Line {
    async fn hashes(&self, _: &FileSource, _: &FileWish, _: usize) -> Result<Vec<u8>, NotGiven> {
        Err(nobody())
    }

    async fn chunks(
        &self,
        _: &FileSource,
        _: &FileWish,
        _: Range<u32>,
        _: usize,
    ) -> Result<Vec<u8>, NotGiven> {
        Err(nobody())
    }
}

fn nobody() -> NotGiven {
    NotGiven::NotNow { cause: Cause::UNREACHABLE, source: "files are not simulated".into() }
}
