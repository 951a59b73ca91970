use std::{
    error::Error,
    fs::{self, File},
    path::{Path, PathBuf},
};

use causerie_vault::Vault;

use crate::profile::Folder;

/// A data folder that is being made somebody's, by one process at a time. What was made for it can be taken away again, if nothing comes
/// of it.
pub(crate) struct Fresh {
    /// The folders that were not there before, the innermost first.
    made: Vec<PathBuf>,
    /// What may be made in it and was not there before, the lock last: nothing else is taken away.
    made_here: Vec<PathBuf>,
    _alone: File,
}

impl Fresh {
    /// Makes the folder, if it is not there, and keeps others out of it.
    pub(crate) fn begin(folder: &Folder) -> Result<Self, Box<dyn Error>> {
        let path = &folder.0;
        let made: Vec<_> =
            path.ancestors().take_while(|it| !it.exists()).map(Path::to_owned).collect();
        create_folder(path)?;
        let (keys, lock) = ([folder.account_key(), folder.device_key()], folder.lock_file());
        let mut made_here: Vec<_> = keys.into_iter().chain([Vault::file(path), lock]).collect();
        made_here.retain(|it| !it.exists());
        let alone = folder.lock()?;
        Ok(Self { made, made_here, _alone: alone })
    }

    /// Takes away the keys and the folders that were not there before. Whatever else came into them meanwhile stays.
    pub(crate) fn take_away(self) {
        for file in &self.made_here {
            // What cannot be removed is no worse than before.
            let _ = fs::remove_file(file);
        }
        for folder in self.made.iter().filter(|it| !it.as_os_str().is_empty()) {
            if fs::remove_dir(folder).is_err() {
                return;
            }
        }
    }
}

/// Makes a folder that is its owner's alone, if it is not there.
pub(crate) fn create_folder(folder: &Path) -> Result<(), Box<dyn Error>> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|failed| format!("{}: {failed}", folder.display()).into())
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, ffi::OsString};

    use tempfile::TempDir;

    use super::*;

    fn names(folder: &Path) -> BTreeSet<OsString> {
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect()
    }

    #[test]
    fn what_was_made_goes_again_with_the_folders_it_was_made_in() {
        let place = TempDir::new().unwrap();
        let folder = Folder(place.path().join("a/b"));

        let fresh = Fresh::begin(&folder).unwrap();
        fs::write(folder.device_key(), "secret").unwrap();
        fresh.take_away();

        assert_eq!(names(place.path()), BTreeSet::new());
    }

    #[test]
    fn what_was_there_before_and_what_somebody_else_puts_there_stays() {
        let place = TempDir::new().unwrap();
        let folder = Folder(place.path().to_owned());
        fs::write(folder.account_key(), "mine").unwrap();

        let fresh = Fresh::begin(&folder).unwrap();
        fs::write(folder.device_key(), "secret").unwrap();
        fs::write(place.path().join("notes.txt"), "mine").unwrap();
        fresh.take_away();

        assert_eq!(names(place.path()), ["account.key".into(), "notes.txt".into()].into());
    }
}
