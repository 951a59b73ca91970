use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, ErrorKind, Seek, SeekFrom, Write},
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use async_trait::async_trait;
use causerie_chat::SafeFileName;
use causerie_files::{Chunk, FileId};
use causerie_usecases::ports::{NotWritten, PartFiles, Unavailable, WrittenParts};
use rustix::{
    fs::{SeekFrom as SeekTo, seek, statvfs},
    io::Errno,
};

use crate::{Disk, apart, failure::not_written, own_files::read, unavailable};

/// How many names are tried.
const NAMES: u32 = 10_000;

#[async_trait]
impl PartFiles for Disk {
    async fn begin(&self, folder: &Path, id: &FileId, bytes: u64) -> Result<(), NotWritten> {
        let part = Part::of(folder, id);
        apart(move || part.begin(bytes)).await
    }

    async fn write(
        &self,
        folder: &Path,
        id: &FileId,
        chunks: Vec<(u64, Chunk)>,
    ) -> Result<Vec<(u64, Chunk)>, NotWritten> {
        let part = Part::of(folder, id);
        apart(move || part.write(&chunks).map(|()| chunks).map_err(not_written)).await
    }

    async fn sync(&self, folder: &Path, id: &FileId) -> Result<(), NotWritten> {
        let part = Part::of(folder, id);
        apart(move || part.sync().map_err(not_written)).await
    }

    async fn finish(
        &self,
        folder: &Path,
        id: &FileId,
        name: &SafeFileName,
    ) -> Result<PathBuf, NotWritten> {
        let (part, name) = (Part::of(folder, id), name.clone());
        apart(move || part.finish(&name).map_err(not_written)).await
    }

    async fn discard(&self, folder: &Path, id: &FileId) -> Result<(), Unavailable> {
        let part = Part::of(folder, id);
        apart(move || part.discard().map_err(unavailable)).await
    }
}

#[async_trait]
impl WrittenParts for Disk {
    async fn written(
        &self,
        folder: &Path,
        id: &FileId,
        from: u64,
    ) -> Result<Option<u64>, Unavailable> {
        let part = Part::of(folder, id);
        apart(move || part.written(from).map_err(unavailable)).await
    }

    async fn read_part(
        &self,
        folder: &Path,
        id: &FileId,
        from: u64,
        bytes: usize,
    ) -> Result<Option<Vec<u8>>, Unavailable> {
        let part = Part::of(folder, id);
        apart(move || part.read(from, bytes).map_err(unavailable)).await
    }
}

/// Where a file lies until it is whole.
struct Part {
    folder: PathBuf,
    among: PathBuf,
    path: PathBuf,
}

impl Part {
    fn of(folder: &Path, id: &FileId) -> Self {
        let among = folder.join(Disk::PARTS);
        let path = among.join(id.to_string());
        Self { folder: folder.to_owned(), among, path }
    }

    fn begin(&self, bytes: u64) -> Result<(), NotWritten> {
        self.make_folders().map_err(|error| match not_written(error) {
            NotWritten::Gone => NotWritten::NoFolder,
            other => other,
        })?;
        if self.is_there() {
            return Ok(());
        }
        let disk = statvfs(&self.folder).map_err(|error| not_written(error.into()))?;
        if bytes > disk.f_bavail.saturating_mul(disk.f_frsize) {
            self.tidy();
            return Err(NotWritten::Full);
        }
        let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&self.path);
        made.and_then(|file| file.set_len(bytes)).map_err(not_written)
    }

    fn make_folders(&self) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        match DirBuilder::new().mode(0o700).create(&self.among) {
            // What somebody else put there might lead elsewhere.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                if fs::symlink_metadata(&self.among)?.is_dir() { Ok(()) } else { Err(error) }
            }
            made => made,
        }
    }

    fn is_there(&self) -> bool {
        let real = |path: &Path| fs::symlink_metadata(path);
        real(&self.among).is_ok_and(|it| it.is_dir())
            && real(&self.path).is_ok_and(|it| it.is_file())
    }

    fn write(&self, chunks: &[(u64, Chunk)]) -> io::Result<()> {
        if !self.is_there() {
            return Err(ErrorKind::NotFound.into());
        }
        let mut file = OpenOptions::new().write(true).open(&self.path)?;
        for (begin, chunk) in chunks {
            file.seek(SeekFrom::Start(*begin))?;
            file.write_all(chunk.as_bytes())?;
        }
        Ok(())
    }

    fn sync(&self) -> io::Result<()> {
        if !self.is_there() {
            return Err(ErrorKind::NotFound.into());
        }
        File::open(&self.path)?.sync_data()
    }

    fn written(&self, from: u64) -> io::Result<Option<u64>> {
        if !self.is_there() {
            return Ok(None);
        }
        match seek(File::open(&self.path)?, SeekTo::Data(from)) {
            Ok(found) => Ok(Some(found)),
            Err(Errno::NXIO) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn read(&self, from: u64, bytes: usize) -> io::Result<Option<Vec<u8>>> {
        if self.is_there() { read(&self.path, from, bytes) } else { Ok(None) }
    }

    fn finish(&self, name: &SafeFileName) -> io::Result<PathBuf> {
        if !self.is_there() {
            return Err(ErrorKind::NotFound.into());
        }
        let names = (2..NAMES).map(|number| name.numbered(number));
        for name in [name.clone()].into_iter().chain(names) {
            let path = self.folder.join(name.as_str());
            match fs::hard_link(&self.path, &path) {
                Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
                Err(_) if !self.is_at(&path)? => {}
                _ => {
                    File::open(&self.folder)?.sync_all()?;
                    return Ok(path);
                }
            }
        }
        Err(ErrorKind::AlreadyExists.into())
    }

    /// Whether it was given that name already.
    fn is_at(&self, path: &Path) -> io::Result<bool> {
        let (there, part) = (fs::symlink_metadata(path)?, fs::symlink_metadata(&self.path)?);
        Ok((there.dev(), there.ino()) == (part.dev(), part.ino()))
    }

    fn discard(&self) -> io::Result<()> {
        if self.is_there() {
            fs::remove_file(&self.path)?;
        }
        self.tidy();
        Ok(())
    }

    /// Takes the folder of parts away if there is none in it.
    fn tidy(&self) {
        let _ = fs::remove_dir(&self.among);
    }
}
