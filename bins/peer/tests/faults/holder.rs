//! Processes that end when this one does, however it does.

use std::{
    io::{BufRead, BufReader},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

/// A process that reads its standard input, which nobody writes to, and ends where it ends: with this value, or with the
/// process that has it, even by kill -9. What only this process holds (its namespaces, their interfaces and mounts) ends with it.
pub(crate) struct Holder {
    child: Child,
    alive: Option<ChildStdin>,
    /// Kept, for who writes to nobody fails.
    _out: BufReader<ChildStdout>,
}

impl Holder {
    /// Starts `command`, which says a line once it stands.
    pub(crate) fn start(command: &mut Command) -> Result<Self, String> {
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = child.spawn().map_err(|failed| format!("{command:?}: {failed}"))?;
        let (mut out, alive) = (BufReader::new(child.stdout.take().unwrap()), child.stdin.take());
        let stands = matches!(out.read_line(&mut String::new()), Ok(1..));
        let mut holder = Self { child, alive, _out: out };
        if stands { Ok(holder) } else { Err(holder.said()) }
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// What it said when it could not stand.
    fn said(&mut self) -> String {
        drop(self.alive.take());
        let mut said = String::new();
        if let Some(errors) = self.child.stderr.take() {
            let lines = BufReader::new(errors).lines().map_while(Result::ok);
            said = lines.collect::<Vec<_>>().join("; ");
        }
        said
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        drop(self.alive.take());
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Carries out `command`, or says what it said.
pub(crate) fn done(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|failed| format!("{command:?}: {failed}"))?;
    if output.status.success() {
        Ok(())
    } else {
        let said = String::from_utf8_lossy(&output.stderr);
        Err(format!("{command:?}: {}", said.trim()))
    }
}
