use super::{commands, queries};

/// What a peer can be asked of files that lie at its directory as well.
pub struct PeerUploads {
    /// See [`commands::UploadFile`].
    pub upload: commands::UploadFileHandler,
    /// See [`commands::DropUpload`].
    pub drop: commands::DropUploadHandler,
    /// See [`commands::CarryUpload`].
    pub carry: commands::CarryUploadHandler,
    /// See [`queries::ReadUploads`] and [`queries::DueUploads`].
    pub read: queries::ReadUploadsHandler,
}
