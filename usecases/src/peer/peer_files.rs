use super::{commands, queries};

/// What a peer can be asked of files.
pub struct PeerFiles {
    /// See [`commands::OfferFile`].
    pub offer: commands::OfferFileHandler,
    /// See [`commands::FetchFile`].
    pub fetch: commands::FetchFileHandler,
    /// See [`commands::PauseFetch`].
    pub pause: commands::PauseFetchHandler,
    /// See [`commands::ResumeFetch`].
    pub resume: commands::ResumeFetchHandler,
    /// See [`commands::CancelFetch`].
    pub cancel: commands::CancelFetchHandler,
    /// See [`commands::ForgetFiles`].
    pub forget: commands::ForgetFilesHandler,
    /// See [`commands::TakeChunks`].
    pub take: commands::TakeChunksHandler,
    /// See [`queries::GiveHashes`] and [`queries::GiveChunks`].
    pub give: queries::GiveFileHandler,
    /// See [`queries::ReadFiles`] and [`queries::ReadFile`].
    pub read: queries::ReadFilesHandler,
    /// See [`queries::DueFetches`].
    pub due: queries::DueFetchesHandler,
    /// See [`commands::UploadFile`].
    pub upload: commands::UploadFileHandler,
    /// See [`commands::DropUpload`].
    pub drop_upload: commands::DropUploadHandler,
    /// See [`commands::CarryUpload`].
    pub carry_upload: commands::CarryUploadHandler,
    /// See [`queries::ReadUploads`] and [`queries::DueUploads`].
    pub read_uploads: queries::ReadUploadsHandler,
}
