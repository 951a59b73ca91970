use std::path::Path;

use async_trait::async_trait;

use super::Unavailable;

/// Reads this person's files, which others may have and anybody may change meanwhile.
#[async_trait]
pub trait OwnFiles: Send + Sync {
    /// How many bytes it has, or nothing if there is no file at that place: a folder, a pipe or a device is none.
    async fn size(&self, path: &Path) -> Result<Option<u64>, Unavailable>;

    /// So many of its bytes from there on, or fewer if it ends before; nothing if there is no file.
    async fn read(
        &self,
        path: &Path,
        from: u64,
        bytes: usize,
    ) -> Result<Option<Vec<u8>>, Unavailable>;
}
