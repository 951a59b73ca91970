use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use causerie_chat::Username;
use causerie_usecases::ports::PublicChannel;

use crate::{
    FileError,
    directory_files::DirectoryFiles,
    files::{self, Readers},
};

/// Names of 32 bytes and a line break each, twice over.
const MAX_BYTES: u64 = 64 * PublicChannel::MOST_MODERATORS as u64;

/// Who looks after a directory's public channel: a file in its folder, one name a line. It is read each time somebody asks, so that
/// what the operator changes counts at once.
pub struct FileModerators(PathBuf);

impl FileModerators {
    /// Those of the directory in `folder`.
    #[must_use]
    pub fn of(folder: &Path) -> Self {
        Self(DirectoryFiles::of(folder).moderators)
    }

    /// All of them; nobody if there is no file.
    pub fn read(&self) -> Result<BTreeSet<Username>, FileError> {
        let bytes = match files::read(&self.0, MAX_BYTES) {
            Err(FileError::Missing(_)) => return Ok(BTreeSet::new()),
            read => read?,
        };
        let malformed = || FileError::Malformed(self.0.clone(), "user names, one a line");
        let text = str::from_utf8(&bytes).map_err(|_| malformed())?;
        let names = text.lines().map(str::trim).filter(|line| !line.is_empty());
        names.map(str::parse).collect::<Result<_, _>>().map_err(|_| malformed())
    }

    /// Has exactly these be moderators from now on.
    pub fn replace(&self, names: &BTreeSet<Username>) -> Result<(), FileError> {
        let names = names.iter().flat_map(|name| [name.as_str(), "\n"]);
        files::replace(&self.0, Readers::Everybody, names.collect::<String>().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use rstest::rstest;
    use tempfile::TempDir;

    use super::*;

    fn names(names: &[&str]) -> BTreeSet<Username> {
        names.iter().map(|name| name.parse().unwrap()).collect()
    }

    #[test]
    fn nobody_looks_after_it_until_somebody_is_named() {
        let folder = TempDir::new().unwrap();
        let moderators = FileModerators::of(folder.path());

        assert_eq!(moderators.read().unwrap(), names(&[]));
        moderators.replace(&names(&["bob", "alice"])).unwrap();

        assert_eq!(moderators.read().unwrap(), names(&["alice", "bob"]));
        assert_eq!(fs::read_to_string(folder.path().join("moderators")).unwrap(), "alice\nbob\n");
    }

    #[rstest]
    #[case::no_name("ALICE\n")]
    #[case::two_in_a_line("alice bob\n")]
    #[case::no_text("\u{0}")]
    #[case::too_much(&"alice\n".repeat(2_000))]
    fn t63_a_file_that_makes_no_sense_is_an_error_and_names_nobody(#[case] text: &str) {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("moderators"), text).unwrap();

        assert!(FileModerators::of(folder.path()).read().is_err());
    }
}
