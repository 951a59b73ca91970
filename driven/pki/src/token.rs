use std::{fmt, path::Path};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

use crate::{
    FileError,
    entropy::random,
    files::{self, Readers},
};

/// What opens a peer's local interface: 256 random bits as 43 characters of base64url (RFC 4648 §5). Wiped when
/// dropped, and never printed.
#[derive(Clone)]
pub struct Token(Zeroizing<String>);

impl Token {
    /// The characters, for the header they are sent or awaited in.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn from_text(text: &str) -> Option<Self> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).map(Zeroizing::new).ok()?;
        (bytes.len() == 32).then(|| Self(Zeroizing::new(text.to_owned())))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

/// A new token in a file of mode 0600; the one that was there before opens nothing any more.
pub fn create_token(path: &Path) -> Result<Token, FileError> {
    let bytes = Zeroizing::new(random::<32>()?);
    let token = Token(Zeroizing::new(BASE64_URL_SAFE_NO_PAD.encode(bytes)));
    files::replace(path, Readers::Owner, token.as_str().as_bytes())?;
    Ok(token)
}

/// The token in that file. One that other users may read is refused.
pub fn read_token(path: &Path) -> Result<Token, FileError> {
    let text = files::read_secret(path, 64)?;
    str::from_utf8(&text)
        .ok()
        .and_then(|text| Token::from_text(text.trim_end()))
        .ok_or_else(|| FileError::Malformed(path.to_owned(), "a token"))
}
