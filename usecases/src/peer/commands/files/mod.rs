//! What changes what becomes of files.

mod cancel_fetch;
mod carry_upload;
mod drop_upload;
mod fetch_file;
mod forget_files;
mod offer_file;
mod pause_fetch;
mod pulling;
mod rechecking;
mod resume_fetch;
mod take_chunks;
mod turning;
mod upload_file;

pub use cancel_fetch::{CancelFetch, CancelFetchHandler};
pub use carry_upload::{CarryUpload, CarryUploadHandler};
pub use drop_upload::{DropUpload, DropUploadError, DropUploadHandler};
pub use fetch_file::{FetchFile, FetchFileError, FetchFileHandler};
pub use forget_files::{ForgetFiles, ForgetFilesHandler};
pub use offer_file::{OfferFile, OfferFileError, OfferFileHandler};
pub use pause_fetch::{PauseFetch, PauseFetchHandler};
pub use resume_fetch::{ResumeFetch, ResumeFetchHandler};
pub use take_chunks::{TakeChunks, TakeChunksHandler};
pub use turning::NotTurned;
pub use upload_file::{UploadFile, UploadFileError, UploadFileHandler};
