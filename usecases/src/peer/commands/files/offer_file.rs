use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use causerie_chat::{
    Body, Conversation, FileHash, FileKey, FileManifest, FileName, MediaType, MessageId,
    MessageRef, SharedFile, Text, Timer, Timestamp, TraceContext,
};
use causerie_files::{ChunkHashes, FileHasher};
use causerie_session::Randomness;
use thiserror::Error;

use crate::{
    CommandHandler,
    peer::{
        OwnIdentity,
        commands::{SendMessageError, SendMessageHandler, send_message::Saying},
        files::Tally,
    },
    ports::{Offer, Offers, OwnFiles, Unavailable},
};

/// Offer a file on this device's disk in a conversation: read it once to know it, and say so; it stays where it is, and is given to those who ask for it while the
/// message is there.
#[derive(Debug)]
pub struct OfferFile {
    /// Of the message, minted by the caller.
    pub id: MessageId,
    /// To whom, or where.
    pub to: Conversation,
    /// Which file; an absolute path.
    pub path: PathBuf,
    /// What it is said to be.
    pub media_type: Option<MediaType>,
    /// What goes with it: at most [`SharedFile::MAX_CAPTION`] bytes.
    pub caption: Option<Text>,
    /// After how long the message disappears, and with it the offer; nothing if that is for the timer of the conversation to say.
    pub expires_in: Option<Timer>,
    /// When.
    pub at: Timestamp,
    /// The trace of the request, if there is one.
    pub trace: Option<TraceContext>,
    /// What the file's key and sealing draw from.
    pub randomness: Randomness,
    /// How much of it was read by now: it takes a while where it is large.
    pub read: Tally,
}

/// Carries out [`OfferFile`].
pub struct OfferFileHandler {
    /// This device.
    pub own: Arc<OwnIdentity>,
    /// Reads the file.
    pub files: Arc<dyn OwnFiles>,
    /// Keeps where it is.
    pub offers: Arc<dyn Offers>,
    /// Says that it is offered.
    pub sending: SendMessageHandler,
}

impl CommandHandler<OfferFile> for OfferFileHandler {
    type Error = OfferFileError;

    async fn handle(&self, command: OfferFile) -> Result<(), OfferFileError> {
        let OfferFile {
            id,
            to,
            path,
            media_type,
            caption,
            expires_in,
            at,
            trace,
            randomness,
            read,
        } = command;
        let author = self.own.device.person.clone();
        let before = self.sending.saying.history.message(&author, id).await?;
        if let Some(before) = before {
            // The key was drawn anew, so that nothing else can be compared.
            let is_it =
                matches!(before.message.body, Body::File(_)) && before.message.recipient == to;
            return if is_it { Ok(()) } else { Err(SendMessageError::IdInUse.into()) };
        }
        let is_long = |it: &Text| it.as_str().len() > SharedFile::MAX_CAPTION;
        if caption.as_ref().is_some_and(is_long) {
            return Err(OfferFileError::LongCaption);
        }
        let name = name(&path)?;
        let (size, hash, hashes) = self.read(&path, &read).await?;
        let key = FileKey::from(*randomness.bytes(&*self.own.provider, b"file key"));
        let manifest = FileManifest::new(name, media_type, size, hash, key);
        let manifest = manifest.map_err(|_| OfferFileError::TooLarge)?;
        let said = MessageRef { id, author };
        // Whoever is told may ask at once.
        let offer = Offer { said, manifest: manifest.clone(), hashes, path };
        self.offers.offer(&offer).await?;
        let body = Body::File(Box::new(SharedFile { manifest, caption }));
        let saying = Saying { id, to, body, reply_to: None, expires_in, at, trace, randomness };
        let said = self.sending.say(saying).await;
        if said.is_err() {
            self.offers.withdraw(&offer.id()).await?;
        }
        Ok(said?)
    }
}

impl OfferFileHandler {
    /// Its size and cut, its hash and those of its chunks, a chunk in memory at a time.
    async fn read(
        &self,
        path: &Path,
        tally: &Tally,
    ) -> Result<((u64, u8), FileHash, ChunkHashes), OfferFileError> {
        let size = self.files.size(path).await?.ok_or(OfferFileError::NoSuchFile)?;
        let bits = FileManifest::usual_chunk_bits(size).map_err(|_| OfferFileError::TooLarge)?;
        tally.expect(size);
        let (mut hasher, mut from) = (FileHasher::new(bits), 0);
        while from < size {
            let chunk = self.files.read(path, from, 1 << bits).await?;
            let chunk = chunk.ok_or(OfferFileError::NoSuchFile)?;
            let expected = (size - from).min(1 << bits);
            if chunk.len() as u64 != expected {
                return Err(OfferFileError::Changes);
            }
            (hasher, from) = (hasher.next(&chunk), from + expected);
            tally.add(expected);
        }
        let (hash, hashes) = hasher.end();
        Ok(((size, bits), hash, hashes))
    }
}

/// What a file is called, by its absolute path.
fn name(path: &Path) -> Result<FileName, OfferFileError> {
    let name = path.file_name().and_then(|name| name.to_str());
    let name = name.filter(|_| path.is_absolute() && path.to_str().is_some());
    name.and_then(|it| it.parse().ok()).ok_or(OfferFileError::NoSuchFile)
}

/// Why a file is not offered. Nothing is kept then.
#[derive(Debug, Error)]
pub enum OfferFileError {
    /// There is no file at that absolute path, or its name is not in UTF-8, or too long.
    #[error("there is no file at that place")]
    NoSuchFile,
    /// It is larger than 4 TiB.
    #[error("the file is larger than 4 TiB")]
    TooLarge,
    /// It was changed while it was read.
    #[error("the file was changed while it was read")]
    Changes,
    /// The caption is longer than 4 KiB.
    #[error("a caption has at most 4 KiB")]
    LongCaption,
    /// The message was not accepted.
    #[error(transparent)]
    NotSaid(#[from] SendMessageError),
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
