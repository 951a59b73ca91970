use std::path::{Path, PathBuf};

use causerie_chat::RoomId;

use crate::{
    FileError,
    directory_files::DirectoryFiles,
    files::{self, Readers},
};

/// A thousand ids of 32 digits and a line break each.
const MAX_BYTES: u64 = 33 * FilePublicRooms::MOST as u64;

/// Which rooms are a directory's public channel after the first one: a file in its folder, one id a line, the present one last.
pub struct FilePublicRooms(PathBuf);

impl FilePublicRooms {
    /// How often the channel begins anew at most.
    pub const MOST: usize = 1_000;

    /// Those of the directory in `folder`.
    #[must_use]
    pub fn of(folder: &Path) -> Self {
        Self(DirectoryFiles::of(folder).public_rooms)
    }

    /// All of them, the present one last; none if there is no file.
    pub fn read(&self) -> Result<Vec<RoomId>, FileError> {
        let bytes = match files::read(&self.0, MAX_BYTES) {
            Err(FileError::Missing(_)) => return Ok(Vec::new()),
            read => read?,
        };
        let malformed = || FileError::Malformed(self.0.clone(), "ids of rooms, one a line");
        let text = str::from_utf8(&bytes).map_err(|_| malformed())?;
        let ids = text.lines().map(str::trim).filter(|line| !line.is_empty());
        ids.map(str::parse).collect::<Result<_, _>>().map_err(|_| malformed())
    }

    /// Has exactly these be it from now on, one after the other.
    pub fn replace(&self, rooms: &[RoomId]) -> Result<(), FileError> {
        let lines = rooms.iter().map(|room| format!("{room}\n"));
        files::replace(&self.0, Readers::Everybody, lines.collect::<String>().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use rstest::rstest;
    use tempfile::TempDir;

    use super::*;

    #[test]
    fn the_first_one_is_the_channel_until_it_begins_anew() {
        let folder = TempDir::new().unwrap();
        let rooms = FilePublicRooms::of(folder.path());
        let ids = [RoomId::from([1; 16]), RoomId::from([2; 16])];

        assert_eq!(rooms.read().unwrap(), []);
        rooms.replace(&ids).unwrap();

        assert_eq!(rooms.read().unwrap(), ids);
    }

    #[rstest]
    #[case::no_id("0f8c\n")]
    #[case::two_in_a_line(&format!("{0} {0}\n", "0f".repeat(16)))]
    #[case::no_text("\u{0}")]
    #[case::too_much(&format!("{}\n", "0f".repeat(16)).repeat(1_001))]
    fn t63_a_file_that_makes_no_sense_is_an_error_and_no_channel(#[case] text: &str) {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("public-rooms"), text).unwrap();

        assert!(FilePublicRooms::of(folder.path()).read().is_err());
    }
}
