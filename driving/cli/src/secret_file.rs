//! Small files, some of which hold a secret.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::Path,
};

use zeroize::Zeroizing;

/// The first 2,048 bytes of the file; what is read is wiped when it is dropped.
pub(crate) fn read(path: &Path) -> io::Result<Zeroizing<String>> {
    const MOST: u64 = 2_048;
    let mut text = Zeroizing::new(String::with_capacity(2_048));
    File::open(path)?.take(MOST).read_to_string(&mut text)?;
    Ok(text)
}

/// Whether other users may read it.
#[cfg(unix)]
pub(crate) fn open_to_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|file| file.permissions().mode() & 0o077 != 0)
}

/// Whether other users may read it.
#[cfg(not(unix))]
pub(crate) fn open_to_others(_: &Path) -> bool {
    false
}
