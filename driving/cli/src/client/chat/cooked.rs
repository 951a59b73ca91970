//! The terminal as it was before.

use std::io::{Write, stdin, stdout};

use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};
use tokio::signal::unix::{SignalKind, signal};

use crate::failure::Failure;

/// Puts the terminal back when it goes: whoever ends while a line is being typed would leave one that echoes nothing.
pub(super) struct Cooked(Option<Termios>);

impl Cooked {
    /// Remembers how the terminal is, if there is one.
    pub(super) fn keep() -> Self {
        Self(tcgetattr(stdin()).ok())
    }
}

impl Drop for Cooked {
    fn drop(&mut self) {
        if let Some(was) = &self.0 {
            // A terminal that is gone needs nothing.
            let _ = tcsetattr(stdin(), OptionalActions::Now, was);
            // Nor is it to mark what is pasted any more.
            let _ = stdout().write_all(b"\x1b[?2004l").and_then(|()| stdout().flush());
        }
    }
}

/// Waits until the process is told to end.
pub(super) async fn told_to_end() -> Result<(), Failure> {
    let mut ends = signal(SignalKind::terminate())?;
    ends.recv().await;
    Ok(())
}
