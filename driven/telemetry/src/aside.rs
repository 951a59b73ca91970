use std::{
    fs::{File, OpenOptions},
    io::{self, IsTerminal, Write, stderr},
    path::PathBuf,
};

use tracing_subscriber::fmt::MakeWriter;

/// How large the file gets before it is begun anew, in bytes.
const MOST: u64 = 1 << 20;

/// Standard error; or a file, as long as that is a terminal at which somebody else is at work: what is written there would stand in the line
/// that they are typing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Aside(pub(crate) Option<PathBuf>);

impl Aside {
    /// The file, if that is where the log goes at the moment.
    pub(crate) fn now(&self) -> Option<&PathBuf> {
        self.0.as_ref().filter(|_| is_in_background())
    }
}

impl<'a> MakeWriter<'a> for Aside {
    type Writer = Box<dyn Write + 'a>;

    fn make_writer(&'a self) -> Self::Writer {
        let file = self.now().map(open);
        match file {
            Some(Ok(file)) => Box::new(file),
            // Better in somebody's line than nowhere.
            Some(Err(_)) | None => Box::new(stderr()),
        }
    }
}

fn open(path: &PathBuf) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        // What a link leads to is somebody else's file.
        let no_link = i32::try_from(rustix::fs::OFlags::NOFOLLOW.bits()).unwrap_or_default();
        options.mode(0o600).custom_flags(no_link);
    }
    let file = options.open(path)?;
    if file.metadata()?.len() >= MOST {
        file.set_len(0)?;
    }
    Ok(file)
}

/// Whether standard error is a terminal whose foreground is another process group (POSIX, job control).
fn is_in_background() -> bool {
    let foreground = || rustix::termios::tcgetpgrp(stderr()).ok();
    stderr().is_terminal() && foreground().is_some_and(|it| it != rustix::process::getpgrp())
}

#[cfg(test)]
mod tests {
    use std::{env, fs};

    use super::*;

    #[test]
    fn the_file_is_its_owners_and_is_begun_anew_before_it_fills_the_disk() {
        let path = env::temp_dir().join(format!("causerie-aside-{}", std::process::id()));
        fs::write(&path, vec![b'a'; usize::try_from(MOST).unwrap()]).unwrap();

        open(&path).unwrap().write_all(b"one\n").unwrap();
        open(&path).unwrap().write_all(b"two\n").unwrap();

        let kept = fs::read_to_string(&path).unwrap();
        fs::remove_file(&path).unwrap();
        assert_eq!(kept, "one\ntwo\n");
    }

    #[test]
    fn a_link_in_its_place_leads_nowhere() {
        let at =
            |name: &str| env::temp_dir().join(format!("causerie-{name}-{}", std::process::id()));
        let (link, elsewhere) = (at("aside-link"), at("aside-elsewhere"));
        fs::write(&elsewhere, "precious").unwrap();
        std::os::unix::fs::symlink(&elsewhere, &link).unwrap();

        let opened = open(&link);

        let kept = fs::read_to_string(&elsewhere).unwrap();
        for path in [&link, &elsewhere] {
            fs::remove_file(path).unwrap();
        }
        assert!(opened.is_err());
        assert_eq!(kept, "precious");
    }
}
