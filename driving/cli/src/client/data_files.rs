//! The two files in which a running peer tells its person how to reach it.

use std::{
    io::{self, ErrorKind},
    net::SocketAddr,
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use super::unanswered::Unanswered;
use crate::{
    args::Loopback,
    failure::Failure,
    secret_file::{self, open_to_others},
};

/// Where the local API is. Anything but this machine's loopback is refused: the token is not sent elsewhere.
pub(super) fn address(data: &Path) -> Result<SocketAddr, Unanswered> {
    let path = data.join("local.address");
    let text = read(&path)?;
    let address: Result<Loopback, _> = text.trim().parse();
    address
        .map(Loopback::socket)
        .map_err(|_| unusable(path, "holds no address of this machine", None))
}

/// What opens it.
pub(super) fn token(data: &Path) -> Result<Zeroizing<String>, Unanswered> {
    let path = data.join("local.token");
    if open_to_others(&path) {
        return Err(unusable(path, "holds a secret and is open to other users", None));
    }
    let text = read(&path)?;
    let token = Zeroizing::new(text.trim().to_owned());
    if !token.is_empty() && token.bytes().all(|b| b.is_ascii_graphic()) {
        Ok(token)
    } else {
        Err(unusable(path, "holds no token", None))
    }
}

fn read(path: &Path) -> Result<Zeroizing<String>, Unanswered> {
    secret_file::read(path).map_err(|failed| match failed.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => Unanswered::Away,
        _ => unusable(path.to_owned(), "cannot be read", Some(failed)),
    })
}

fn unusable(path: PathBuf, reason: &'static str, source: Option<io::Error>) -> Unanswered {
    Unanswered::Failed(Failure::File { path, reason, source })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use rstest::rstest;
    use tempfile::TempDir;

    use super::*;

    #[test]
    fn where_there_are_no_files_there_is_no_peer() {
        let data = TempDir::new().unwrap();

        assert!(matches!(address(data.path()), Err(Unanswered::Away)));
        assert!(matches!(token(&data.path().join("none")), Err(Unanswered::Away)));
    }

    #[rstest]
    fn the_token_is_not_sent_to_another_machine(
        #[values("192.0.2.1:80", "0.0.0.0:80", "evil.example.org:80", "")] there: &str,
    ) {
        let data = TempDir::new().unwrap();
        fs::write(data.path().join("local.address"), there).unwrap();

        assert!(matches!(address(data.path()), Err(Unanswered::Failed(Failure::File { .. }))));
    }

    #[cfg(unix)]
    #[test]
    fn a_token_that_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let data = TempDir::new().unwrap();
        let path = data.path().join("local.token");
        fs::write(&path, "0123456789abcdef0123456789abcdef\n").unwrap();

        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(token(data.path()), Err(Unanswered::Failed(Failure::File { .. }))));

        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        assert_eq!(token(data.path()).unwrap().as_str(), "0123456789abcdef0123456789abcdef");
    }

    #[cfg(unix)]
    #[test]
    fn a_token_cannot_smuggle_a_header() {
        use std::os::unix::fs::PermissionsExt;
        let data = TempDir::new().unwrap();
        let path = data.path().join("local.token");
        fs::write(&path, "abc\r\nHost: elsewhere").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();

        assert!(matches!(token(data.path()), Err(Unanswered::Failed(Failure::File { .. }))));
    }
}
