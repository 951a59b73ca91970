use std::sync::Arc;

use crate::{
    peer::{
        PeerParts, PeerUploads,
        commands::{CarryUploadHandler, DropUploadHandler, UploadFileHandler},
        files::{AnnouncingUploads, StillOffered, Uploading},
        queries::ReadUploadsHandler,
    },
    ports::Uploads,
};

/// What is asked of files that lie at the directory as well.
pub(super) fn uploads(parts: &PeerParts, offered: StillOffered) -> PeerUploads {
    let (files, device) = (&parts.files, parts.device.clone());
    let uploads: Arc<dyn Uploads> = Arc::new(AnnouncingUploads {
        uploads: files.uploads.clone(),
        events: parts.events.clone(),
    });
    let book = &files.upload_book;
    PeerUploads {
        upload: UploadFileHandler {
            me: device.person.clone(),
            offers: files.offer_book.clone(),
            offered: offered.clone(),
            uploads: uploads.clone(),
            book: book.clone(),
            bell: files.upload_bell.clone(),
        },
        drop: DropUploadHandler {
            uploads: uploads.clone(),
            book: book.clone(),
            bell: files.upload_bell.clone(),
        },
        carry: CarryUploadHandler {
            offers: files.offer_book.clone(),
            offered,
            uploading: Uploading {
                device,
                files: files.own.clone(),
                provider: parts.provider.clone(),
                desk: files.upload_desk.clone(),
                answers: files.upload_answers.clone(),
                uploads: uploads.clone(),
                book: book.clone(),
            },
            desk: files.upload_desk.clone(),
            uploads,
            book: book.clone(),
        },
        read: ReadUploadsHandler { book: book.clone() },
    }
}
