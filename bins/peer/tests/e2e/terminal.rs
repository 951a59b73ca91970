//! A program at a terminal, and what its screen shows.

use std::{
    fs::File,
    io::{Read, Write},
    num::NonZero,
    os::fd::OwnedFd,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use rustix::{
    fs::{Mode, OFlags},
    pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
    termios::{LocalModes, Winsize, tcgetattr, tcsetwinsize},
};

use crate::world::{PATIENCE, eventually};

/// A terminal with somebody at it.
pub(crate) struct Terminal {
    keys: File,
    shown: Arc<Mutex<Shown>>,
    child: Child,
}

struct Shown {
    screen: vt100::Parser,
    bytes: Vec<u8>,
}

impl Terminal {
    /// Starts a program at a terminal of so many rows and columns.
    pub(crate) fn start(mut command: Command, rows: u16, columns: u16) -> Self {
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&ours).unwrap();
        unlockpt(&ours).unwrap();
        let size = Winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
        tcsetwinsize(&ours, size).unwrap();
        let wide = |length| NonZero::new(length).unwrap();
        let path = ptsname(&ours, Vec::new()).unwrap();
        let theirs = rustix::fs::open(path, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap();
        let end = |fd: &OwnedFd| Stdio::from(fd.try_clone().unwrap());
        let child = command
            .env("TERM", "xterm-256color")
            .stdin(end(&theirs))
            .stdout(end(&theirs))
            .stderr(end(&theirs))
            .spawn()
            .unwrap();
        let keys = File::from(ours);
        let mut output = keys.try_clone().unwrap();
        let shown =
            Shown { screen: vt100::Parser::new(wide(rows), wide(columns), 0), bytes: Vec::new() };
        let shown = Arc::new(Mutex::new(shown));
        let kept = shown.clone();
        thread::spawn(move || {
            let mut piece = [0; 4096];
            while let Ok(length @ 1..) = output.read(&mut piece) {
                let mut kept = kept.lock().unwrap();
                kept.screen.process(&piece[..length]);
                kept.bytes.extend_from_slice(&piece[..length]);
            }
        });
        Self { keys, shown, child }
    }

    /// Types as a person does, who takes a moment to read before.
    pub(crate) fn types(&mut self, keys: &str) {
        thread::sleep(Duration::from_millis(100));
        self.keys.write_all(keys.as_bytes()).unwrap();
    }

    /// What the screen shows, row by row.
    pub(crate) fn screen(&self) -> String {
        self.shown.lock().unwrap().screen.screen().contents()
    }

    /// Everything that was written to it.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.shown.lock().unwrap().bytes.clone()
    }

    /// Waits until the screen shows what is wanted, and gives it back.
    pub(crate) fn shows(&self, what: &str, is_there: impl Fn(&str) -> bool) -> String {
        let begin = Instant::now();
        loop {
            let screen = self.screen();
            if is_there(&screen) {
                return screen;
            }
            assert!(begin.elapsed() < PATIENCE, "waited in vain: {what}\n{screen}");
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits until nothing has come for a while.
    pub(crate) fn is_still(&self) {
        let (begin, mut since) = (Instant::now(), Instant::now());
        let mut length = self.bytes().len();
        while since.elapsed() < Duration::from_millis(500) {
            assert!(begin.elapsed() < PATIENCE, "never still\n{}", self.screen());
            thread::sleep(Duration::from_millis(20));
            let now = self.bytes().len();
            if now != length {
                (length, since) = (now, Instant::now());
            }
        }
    }

    /// Asks the program to end by SIGTERM.
    pub(crate) fn asks_to_end(&self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    }

    /// Whether it shows what is typed, as a terminal does that nobody edits lines at.
    pub(crate) fn echoes(&self) -> bool {
        tcgetattr(&self.keys).unwrap().local_modes.contains(LocalModes::ECHO | LocalModes::ICANON)
    }

    /// Waits until the program ends.
    pub(crate) fn ends(&mut self) -> ExitStatus {
        eventually("the program ends", || self.child.try_wait().unwrap())
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
