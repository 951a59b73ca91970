//! Where passphrases come from: the terminal, or a file that only its owner can read. Never the command line or a variable,
//! which others can see.

use std::{
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use crate::{
    failure::Failure,
    secret_file::{self, open_to_others},
};

/// How short a new passphrase may be.
pub const MIN_BYTES: usize = 8;
/// How long a passphrase may be.
pub const MAX_BYTES: usize = 1_024;

/// Asks for a passphrase with `prompt` at the terminal, whatever standard input is, and does not show what is typed. It
/// waits for a person, so it is not for an async thread.
pub fn ask(prompt: &str) -> Result<Zeroizing<String>, Failure> {
    at_terminal(prompt, "--passphrase-file")
}

/// Asks for a new passphrase, and for the same again; it has [`MIN_BYTES`] at least.
pub fn ask_new(prompt: &str) -> Result<Zeroizing<String>, Failure> {
    twice(prompt, |prompt| at_terminal(prompt, "--new-passphrase-file"))
}

/// The passphrase in a file of mode 0600: at most [`MAX_BYTES`] of UTF-8, without the line break at its end.
pub fn read(file: &Path) -> Result<Zeroizing<String>, Failure> {
    if open_to_others(file) {
        return Err(unusable(file, "holds a passphrase and is open to other users", None));
    }
    let text = secret_file::read(file).map_err(|failed| match failed.kind() {
        ErrorKind::NotFound => unusable(file, "does not exist", Some(failed)),
        _ => unusable(file, "cannot be read", Some(failed)),
    })?;
    let line = text.strip_suffix('\n').unwrap_or(&text);
    let line = line.strip_suffix('\r').unwrap_or(line);
    match line {
        "" => Err(unusable(file, "is empty", None)),
        _ if line.contains('\n') => Err(unusable(file, "has more than one line", None)),
        _ if line.len() > MAX_BYTES => Err(unusable(file, "is longer than 1,024 bytes", None)),
        _ => Ok(Zeroizing::new(line.to_owned())),
    }
}

/// The new passphrase in a file, as [`read`] has it; it has [`MIN_BYTES`] at least.
pub fn read_new(file: &Path) -> Result<Zeroizing<String>, Failure> {
    read(file).and_then(long_enough)
}

fn at_terminal(prompt: &str, instead: &'static str) -> Result<Zeroizing<String>, Failure> {
    let typed = rpassword::prompt_password(prompt).map(Zeroizing::new);
    match typed {
        Ok(typed) if typed.is_empty() => Err(NONE_GIVEN),
        Ok(typed) => Ok(typed),
        Err(end) if matches!(end.kind(), ErrorKind::UnexpectedEof | ErrorKind::Interrupted) => {
            Err(NONE_GIVEN)
        }
        Err(_) => Err(Failure::NoTerminal { instead }),
    }
}

const NONE_GIVEN: Failure = Failure::Passphrase("no passphrase was given");

fn twice(
    prompt: &str,
    mut ask: impl FnMut(&str) -> Result<Zeroizing<String>, Failure>,
) -> Result<Zeroizing<String>, Failure> {
    let first = long_enough(ask(prompt)?)?;
    if *ask("the same again: ")? == *first {
        Ok(first)
    } else {
        Err(Failure::Passphrase("the two passphrases are not the same"))
    }
}

fn long_enough(passphrase: Zeroizing<String>) -> Result<Zeroizing<String>, Failure> {
    match passphrase.len() {
        ..MIN_BYTES => Err(Failure::Passphrase("a new passphrase has at least 8 bytes")),
        _ => Ok(passphrase),
    }
}

fn unusable(path: &Path, reason: &'static str, source: Option<io::Error>) -> Failure {
    Failure::PassphraseFile { path: PathBuf::from(path), reason, source }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use rstest::rstest;
    use tempfile::TempDir;

    use super::*;

    fn typing(words: &[&str]) -> Result<Zeroizing<String>, Failure> {
        let mut words = words.iter();
        twice("new: ", |_| Ok(Zeroizing::new((*words.next().unwrap()).to_owned())))
    }

    fn file(text: &[u8]) -> (TempDir, PathBuf) {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("passphrase");
        fs::write(&path, text).unwrap();
        grant(&path, 0o600);
        (folder, path)
    }

    #[cfg(unix)]
    fn grant(path: &Path, mode: u32) {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[cfg(not(unix))]
    fn grant(_: &Path, _: u32) {}

    #[test]
    fn a_new_passphrase_is_typed_twice_and_not_too_short() {
        assert_eq!(*typing(&["correct horse", "correct horse"]).unwrap(), "correct horse");
        assert!(matches!(typing(&["correct horse", "correct house"]), Err(Failure::Passphrase(_))));
        assert!(matches!(typing(&["1234567"]), Err(Failure::Passphrase(_))));
        assert_eq!(*typing(&["12345678", "12345678"]).unwrap(), "12345678");
    }

    #[rstest]
    #[case(b"correct horse")]
    #[case(b"correct horse\n")]
    #[case(b"correct horse\r\n")]
    fn a_file_has_the_passphrase_on_its_line(#[case] text: &[u8]) {
        let (_folder, path) = file(text);

        assert_eq!(*read(&path).unwrap(), "correct horse");
        assert_eq!(*read_new(&path).unwrap(), "correct horse");
    }

    #[rstest]
    #[case(b"")]
    #[case(b"\n")]
    #[case(b"\xff\xfe")]
    #[case(b"two\nlines\n")]
    #[case(&[b'a'; 1_025])]
    #[case(&[b'a'; 10_000])]
    fn what_is_no_passphrase_is_refused(#[case] text: &[u8]) {
        let (_folder, path) = file(text);

        assert!(matches!(read(&path), Err(Failure::PassphraseFile { .. })));
    }

    #[test]
    fn the_longest_passphrase_fits_with_its_line_break() {
        let longest = "a".repeat(MAX_BYTES);
        let (_folder, path) = file(format!("{longest}\r\n").as_bytes());

        assert_eq!(*read(&path).unwrap(), longest);
    }

    #[test]
    fn a_short_passphrase_opens_but_is_not_set_anew() {
        let (_folder, path) = file(b"1234567\n");

        assert_eq!(*read(&path).unwrap(), "1234567");
        assert!(matches!(read_new(&path), Err(Failure::Passphrase(_))));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_read_is_refused_and_its_text_not_told() {
        let (_folder, path) = file(b"correct horse\n");
        grant(&path, 0o640);

        let failure = read(&path).unwrap_err();

        assert!(failure.to_string().contains("open to other users"));
        assert!(failure.next().unwrap().contains("chmod 600"));
        assert!(!format!("{failure:?}").contains("horse"));
    }

    #[test]
    fn a_file_that_is_missing_is_told_as_such() {
        let failure = read(Path::new("/no/such")).unwrap_err();

        assert_eq!(failure.to_string(), "/no/such does not exist");
    }
}
