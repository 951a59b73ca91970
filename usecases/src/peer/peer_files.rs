use super::{PeerUploads, commands, queries};

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
    /// Of those that lie at the directory as well.
    pub uploads: PeerUploads,
}
