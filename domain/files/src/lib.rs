//! Files of any size, in chunks that are sealed one by one.
//!
//! A [`causerie_chat::FileManifest`] says what a file is, and brings the key. From there on:
//!
//! - A chunk is sealed by [`FileStream`], in STREAM (Hoang, Reyhanitabar, Rogaway, Vizár: Online Authenticated-Encryption and its Nonce-Reuse
//!   Misuse-Resistance, CRYPTO 2015) over ChaCha20-Poly1305: by its number, and whether it is the last. So chunks come in any order, and none stands for another one.
//! - Whoever has the key could seal other chunks: in a room that is everybody. So each chunk has a hash too, those of all are a [`ChunkHashes`], and that is
//!   known by the file's own hash: it is a layer of BLAKE3's tree (BLAKE3, section 2.1), whose root that hash is. A chunk is checked before it is written, whoever
//!   brought it, and a file whose chunks were all checked is the file.
//! - Only a [`Chunk`] of which that was checked is sealed: a file that was changed since is not sent under the key of what it was.
//! - [`Parts`] says which of them are here.
//! - What a directory keeps of a file for a while is a [`BlobList`]: sealed chunks, each a [`Blob`] known by the hash of its bytes, and the chunks' hashes, sealed too.
//! - A file is asked for by its [`FileId`], with a [`FileTicket`] that nobody makes who has not got its key.
//!
//! This crate is pure: no input or output, no clock, no randomness.

mod blob;
mod blob_list;
mod chunk;
mod chunk_hashes;
mod file_id;
mod parts;
mod sealed_hashes;
mod stream;
mod ticket;

pub use blob::{Blob, BlobHash, InvalidBlobHash, NotThatBlob};
pub use blob_list::{BlobList, UnfitBlobs};
pub use chunk::{Chunk, NotThatChunk};
pub use chunk_hashes::{ChunkHashes, FileHasher, NotThatFile};
pub use file_id::{FileId, InvalidFileId};
pub use parts::{MalformedParts, Parts};
pub use sealed_hashes::{open_hashes, seal_hashes};
pub use stream::FileStream;
pub use ticket::FileTicket;
