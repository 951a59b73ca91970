//! A process of ours that is killed, and its log.

use std::{
    fs::{self, File, OpenOptions},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::clocks;

/// How long it may take to end when it is told to.
const PATIENCE: Duration = Duration::from_secs(15);

/// A process that ends with this value.
pub(crate) struct Process {
    child: Child,
    out: PathBuf,
}

impl Process {
    /// Starts it. What it says goes to `<log>.out`, what it logs to the end of `<log>.log`.
    pub(crate) fn start(command: &mut Command, log: &Path) -> Self {
        let out = log.with_extension("out");
        let errors = OpenOptions::new().create(true).append(true).open(log.with_extension("log"));
        let child = command
            .stdin(Stdio::null())
            .stdout(File::create(&out).unwrap())
            .stderr(errors.unwrap())
            .spawn()
            .unwrap();
        Self { child, out }
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Whether it has said something.
    pub(crate) fn has_spoken(&self) -> bool {
        fs::read_to_string(&self.out).is_ok_and(|said| said.contains('\n'))
    }

    pub(crate) fn runs(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Ends it as `kill -9` does.
    pub(crate) fn kill(mut self) {
        self.end();
    }

    /// Ends it as SIGTERM does.
    pub(crate) fn stop(mut self) {
        let _ = Command::new("kill").args(["-TERM", &self.id().to_string()]).status();
        let begin = Instant::now();
        while self.runs() && begin.elapsed() < PATIENCE {
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        clocks::forget(self.id());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}

/// The end of a log.
pub(crate) fn tail(log: &Path, lines: usize) -> String {
    let text = fs::read(log.with_extension("log")).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let all: Vec<_> = text.lines().collect();
    all[all.len().saturating_sub(lines)..].join("\n")
}
