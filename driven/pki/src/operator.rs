use std::path::{Path, PathBuf};

use async_trait::async_trait;
use causerie_chat::{RoomId, Username};
use causerie_usecases::ports::{Operator, Unavailable};
use tokio::task::spawn_blocking;

use crate::{FileError, FileModerators, FilePublicRooms};

/// What the operator says of a directory's public channel: files in its folder, which are read each time somebody asks, so that what is changed
/// counts at once.
pub struct FileOperator(PathBuf);

impl FileOperator {
    /// What is said of the directory in `folder`.
    #[must_use]
    pub fn of(folder: &Path) -> Self {
        Self(folder.to_owned())
    }

    async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Path) -> Result<T, FileError> + Send + 'static,
    ) -> Result<T, Unavailable> {
        let folder = self.0.clone();
        let read = spawn_blocking(move || read(&folder)).await.map_err(Unavailable::new)?;
        read.map_err(Unavailable::new)
    }
}

#[async_trait]
impl Operator for FileOperator {
    async fn moderators(&self) -> Result<Vec<Username>, Unavailable> {
        let named = self.read(|folder| FileModerators::of(folder).read()).await?;
        Ok(named.into_iter().collect())
    }

    async fn successors(&self) -> Result<Vec<RoomId>, Unavailable> {
        self.read(|folder| FilePublicRooms::of(folder).read()).await
    }
}
