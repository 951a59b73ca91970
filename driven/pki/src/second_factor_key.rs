use std::path::Path;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

use crate::{
    FileError,
    directory_files::DirectoryFiles,
    entropy::random,
    files::{self, Readers},
};

/// The key that the directory in `folder` seals its people's second factors with: 256 random bits, in a file of mode 0600. It is made if
/// there is none, as in a folder of an earlier version. One that other users may read is refused.
pub fn second_factor_key(folder: &Path) -> Result<Zeroizing<[u8; 32]>, FileError> {
    let path = DirectoryFiles::of(folder).second_factor_key;
    match read(&path) {
        Err(FileError::Missing(_)) => {
            create(&path)?;
            read(&path)
        }
        read => read,
    }
}

/// A new key in a new file.
pub(crate) fn create(path: &Path) -> Result<(), FileError> {
    let key = Zeroizing::new(random::<32>()?);
    let text = Zeroizing::new(BASE64_URL_SAFE_NO_PAD.encode(key));
    files::create(path, Readers::Owner, text.as_bytes())
}

fn read(path: &Path) -> Result<Zeroizing<[u8; 32]>, FileError> {
    let text = files::read_secret(path, 64)?;
    let mut key = Zeroizing::new([0; 32]);
    match BASE64_URL_SAFE_NO_PAD.decode_slice(text.trim_ascii_end(), &mut *key) {
        Ok(32) => Ok(key),
        _ => Err(FileError::Malformed(path.to_owned(), "a key of 32 bytes in base64url")),
    }
}
