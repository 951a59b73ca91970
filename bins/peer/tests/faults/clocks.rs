//! A clock for each machine, which can be set while its process runs.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Where the library that lies about the time is usually found.
const PLACES: [&str; 5] = [
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
    "/usr/lib64/faketime/libfaketimeMT.so.1",
    "/usr/lib/faketime/libfaketimeMT.so.1",
    "/usr/local/lib/faketime/libfaketimeMT.so.1",
];

/// The clocks; all are right until they are set.
pub(crate) struct Clocks {
    library: Option<&'static str>,
    folder: PathBuf,
}

impl Clocks {
    /// Clocks that can be set if the library is there, and a sentence that says so; as an error if it is not.
    pub(crate) fn begin(folder: &Path) -> (Self, Result<String, String>) {
        let library = PLACES.into_iter().find(|place| Path::new(place).exists());
        let says = match library {
            Some(place) => Ok(format!("they jump, by {place}")),
            None => Err("they do not jump: libfaketime is missing (package faketime)".to_owned()),
        };
        (Self { library, folder: folder.to_owned() }, says)
    }

    /// Whether they can be set.
    pub(crate) fn jump(&self) -> bool {
        self.library.is_some()
    }

    /// Sets a machine's clock so many minutes off. It is seen within a second.
    pub(crate) fn set(&self, who: usize, minutes: i64) {
        let (file, new) = (self.file(who), self.folder.join(format!("clock-{who}.new")));
        fs::write(&new, format!("{:+}\n", minutes * 60)).unwrap();
        fs::rename(new, file).unwrap();
    }

    /// Adds to a call of `env` what has a machine's process see its clock. How long something takes is measured as ever.
    pub(crate) fn show(&self, command: &mut Command, who: usize) {
        let Some(library) = self.library else { return };
        let file = self.file(who);
        if !file.exists() {
            self.set(who, 0);
        }
        command
            .arg(format!("LD_PRELOAD={library}"))
            .arg(format!("FAKETIME_TIMESTAMP_FILE={}", file.display()))
            .args(["FAKETIME_CACHE_DURATION=1", "FAKETIME_DONT_FAKE_MONOTONIC=1"]);
    }

    fn file(&self, who: usize) -> PathBuf {
        self.folder.join(format!("clock-{who}"))
    }
}

/// Removes what the library leaves behind of a process that was killed.
pub(crate) fn forget(process: u32) {
    for left in [format!("faketime_shm_{process}"), format!("sem.faketime_sem_{process}")] {
        let _ = fs::remove_file(Path::new("/dev/shm").join(left));
    }
}
