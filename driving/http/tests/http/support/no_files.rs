use std::ops::Range;

use async_trait::async_trait;
use causerie_chat::Cause;
use causerie_usecases::ports::{FileSource, FileSources, FileWish, NotGiven};

use super::elsewhere::{Broken, FAULT};

#[async_trait]
impl FileSources for Broken {
    async fn hashes(&self, _: &FileSource, _: &FileWish, _: usize) -> Result<Vec<u8>, NotGiven> {
        Err(NotGiven::NotNow { cause: Cause::UNREACHABLE, source: FAULT.into() })
    }

    async fn chunks(
        &self,
        _: &FileSource,
        _: &FileWish,
        _: Range<u32>,
        _: usize,
    ) -> Result<Vec<u8>, NotGiven> {
        Err(NotGiven::NotNow { cause: Cause::UNREACHABLE, source: FAULT.into() })
    }
}
