use std::{
    collections::BTreeSet,
    error::Error,
    ffi::OsString,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use crate::profile::Folder;

/// A data folder that is being made somebody's, by one process at a time. What was made for it can be taken away again, if nothing comes
/// of it.
pub(crate) struct Fresh {
    folder: PathBuf,
    /// The folders that were not there before, the innermost first.
    made: Vec<PathBuf>,
    /// What was in it.
    before: BTreeSet<OsString>,
    _alone: File,
}

impl Fresh {
    /// Makes the folder, if it is not there, and keeps others out of it.
    pub(crate) fn begin(folder: &Folder) -> Result<Self, Box<dyn Error>> {
        let path = &folder.0;
        let made: Vec<_> =
            path.ancestors().take_while(|it| !it.exists()).map(Path::to_owned).collect();
        create_folder(path)?;
        let had_lock = folder.lock_file().exists();
        let alone = folder.lock()?;
        let mut before = names(path)?;
        if !had_lock {
            before.retain(|name| path.join(name) != folder.lock_file());
        }
        Ok(Self { folder: path.clone(), made, before, _alone: alone })
    }

    /// Takes away the files and the folders that were not there before. What is in use meanwhile, by whomever, stays.
    pub(crate) fn take_away(self) {
        let after = names(&self.folder).unwrap_or_default();
        for name in after.difference(&self.before) {
            // What cannot be removed is no worse than before.
            let _ = fs::remove_file(self.folder.join(name));
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

fn names(folder: &Path) -> io::Result<BTreeSet<OsString>> {
    fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name())).collect()
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    #[test]
    fn what_was_made_goes_again_with_the_folders_it_was_made_in() {
        let place = TempDir::new().unwrap();
        let folder = Folder(place.path().join("a/b"));

        let fresh = Fresh::begin(&folder).unwrap();
        fs::write(folder.device_key(), "secret").unwrap();
        fresh.take_away();

        assert_eq!(names(place.path()).unwrap(), BTreeSet::new());
    }

    #[test]
    fn what_was_there_before_stays() {
        let place = TempDir::new().unwrap();
        let folder = Folder(place.path().to_owned());
        fs::write(place.path().join("notes.txt"), "mine").unwrap();

        let fresh = Fresh::begin(&folder).unwrap();
        fs::write(folder.device_key(), "secret").unwrap();
        fresh.take_away();

        assert_eq!(names(place.path()).unwrap(), ["notes.txt".into()].into());
    }
}
