//! A disk of the directory's own, which can be full.

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    cast::DIRECTORY,
    holder::done,
    network::{Network, Way},
};

/// How large it is.
const SIZE: &str = "size=48m";
const FILLER: &str = "filler";

/// The two ways to have one, and none.
pub(crate) enum Disk {
    /// A small file system; where it is seen from here.
    Small(PathBuf),
    /// The directory's process may not make files longer than a page.
    Limited,
    /// Neither can be had.
    Endless,
}

impl Disk {
    /// A disk at `folder`, where the directory will be, and a sentence that says which; as an error if it is never full.
    pub(crate) fn begin(network: &Network, folder: &Path) -> (Self, Result<String, String>) {
        fs::create_dir(folder).unwrap();
        let mount = |them: &mut Command| {
            done(them.args(["mount", "-t", "tmpfs", "-o", SIZE, "tmpfs"]).arg(folder))
        };
        if let Way::Namespaces(them) = &network.way
            && mount(&mut them.within(DIRECTORY)).is_ok()
        {
            let seen = folder.strip_prefix("/").unwrap();
            let disk = Self::Small(them.root_of(DIRECTORY).join(seen));
            let says = "a file system of 48 MiB of the directory's own, which is filled";
            return (disk, Ok(says.to_owned()));
        }
        if done(Command::new("prlimit").arg("--version")).is_ok() {
            let says = "none of the directory's files may grow beyond 4 KiB while it is full";
            return (Self::Limited, Ok(says.to_owned()));
        }
        let says = "it is never full: there are neither namespaces nor prlimit here";
        (Self::Endless, Err(says.to_owned()))
    }

    /// The directory's folder as it is seen from here.
    pub(crate) fn seen<'a>(&'a self, folder: &'a Path) -> &'a Path {
        if let Self::Small(seen) = self { seen } else { folder }
    }

    /// Fills it; `process` is the directory's.
    pub(crate) fn fill(&self, process: u32) {
        match self {
            Self::Small(seen) => {
                let mut filler = File::create(seen.join(FILLER)).unwrap();
                for size in [64 * 1024, 4 * 1024] {
                    while filler.write_all(&vec![0; size]).is_ok() {}
                }
            }
            Self::Limited => limit(process, "4096:"),
            Self::Endless => {}
        }
    }

    /// Makes room again.
    pub(crate) fn free(&self, process: Option<u32>) {
        match (self, process) {
            (Self::Small(seen), _) => fs::remove_file(seen.join(FILLER)).unwrap(),
            (Self::Limited, Some(process)) => limit(process, "unlimited:"),
            _ => {}
        }
    }

    /// Words before a program that make it hear of a full disk where it would be ended by a signal.
    pub(crate) fn before(&self) -> &'static [&'static str] {
        match self {
            Self::Limited => &["sh", "-c", "trap '' XFSZ; exec \"$@\"", "sh"],
            Self::Small(_) | Self::Endless => &[],
        }
    }
}

/// Only the soft limit, which may be raised again.
fn limit(process: u32, length: &str) {
    let mut prlimit = Command::new("prlimit");
    let outcome = done(prlimit.args(["--pid", &process.to_string(), &format!("--fsize={length}")]));
    if let Err(failed) = outcome {
        eprintln!("the disk is as it was: {failed}");
    }
}
