use causerie_usecases::peer::commands::{
    DropUploadError, FetchFileError, NotTurned, OfferFileError, UploadFileError,
};

use super::{
    BAD_REQUEST, FETCHED_ELSEWHERE, FILE_CHANGES, NO_SUCH_FETCH, NO_SUCH_FILE, NO_SUCH_UPLOAD,
    Refusal, TOO_LARGE,
};

impl From<OfferFileError> for Refusal {
    fn from(refused: OfferFileError) -> Self {
        match refused {
            OfferFileError::NoSuchFile => NO_SUCH_FILE.because(
                "there is no file at that place, by an absolute path in UTF-8; nothing was sent",
            ),
            OfferFileError::TooLarge => {
                TOO_LARGE.because("a file is 4 TiB at most; nothing was sent")
            }
            OfferFileError::Changes => FILE_CHANGES,
            OfferFileError::LongCaption => {
                BAD_REQUEST.because("a caption has at most 4 KiB; nothing was sent")
            }
            OfferFileError::NotSaid(refused) => refused.into(),
            OfferFileError::Unavailable(cause) => cause.into(),
        }
    }
}

impl From<FetchFileError> for Refusal {
    fn from(refused: FetchFileError) -> Self {
        match refused {
            FetchFileError::NoSuchFile => NO_SUCH_FILE,
            FetchFileError::NoFolder => {
                BAD_REQUEST.because("a folder is an absolute path in UTF-8")
            }
            FetchFileError::Elsewhere => FETCHED_ELSEWHERE,
            FetchFileError::Unavailable(cause) => cause.into(),
        }
    }
}

impl From<NotTurned> for Refusal {
    fn from(refused: NotTurned) -> Self {
        match refused {
            NotTurned::NoSuchFetch => NO_SUCH_FETCH,
            NotTurned::Unavailable(cause) => cause.into(),
        }
    }
}

impl From<UploadFileError> for Refusal {
    fn from(refused: UploadFileError) -> Self {
        match refused {
            UploadFileError::NoSuchOffer => {
                NO_SUCH_FILE.because("you offer no such file at this device")
            }
            UploadFileError::Unavailable(cause) => cause.into(),
        }
    }
}

impl From<DropUploadError> for Refusal {
    fn from(refused: DropUploadError) -> Self {
        match refused {
            DropUploadError::NoSuchUpload => {
                NO_SUCH_UPLOAD.because("that file is not at the directory, and is not to be")
            }
            DropUploadError::Unavailable(cause) => cause.into(),
        }
    }
}
