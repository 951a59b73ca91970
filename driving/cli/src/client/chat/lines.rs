//! Lines, from wherever they come: one at a time, each when it is wanted.

use std::{
    io::{self, BufRead, Read, Write},
    sync::mpsc::{self, Receiver, Sender},
    thread,
};

use causerie_chat::Text;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// How long a line is at most: the longest message, with a command and a name before it.
const MOST: u64 = Text::MAX_BYTES as u64 + 1_024;

/// Lines that are typed at a terminal, or read from a file or a pipe.
pub(super) struct Lines {
    wanted: Sender<Wanted>,
    typed: UnboundedReceiver<Typed>,
}

/// What a line is asked for by.
pub(super) struct Wanted {
    /// What stands before it.
    pub(super) prompt: String,
    /// The same with colours.
    pub(super) styled: String,
    /// What stands there already, to go on with.
    pub(super) line: String,
}

/// What came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Typed {
    /// A line.
    Line(String),
    /// One that is too long, or no text.
    Unreadable,
    /// Ctrl-C where nothing was typed.
    Interrupted,
    /// There are no more.
    End,
}

impl Lines {
    /// Lines for which somebody else asks and answers.
    pub(super) fn new() -> (Self, Receiver<Wanted>, UnboundedSender<Typed>) {
        let ((want, wanted), (tell, typed)) = (mpsc::channel(), unbounded_channel());
        (Self { wanted: want, typed }, wanted, tell)
    }

    /// Lines from the standard input.
    pub(super) fn of_stdin(prompts: bool) -> Self {
        let (lines, wanted, typed) = Self::new();
        thread::spawn(move || {
            let mut stdin = io::stdin().lock();
            while let Ok(Wanted { prompt, .. }) = wanted.recv() {
                if prompts {
                    // A terminal that is gone is noticed at the next line.
                    let _ = write!(io::stdout(), "{prompt}").and_then(|()| io::stdout().flush());
                }
                if typed.send(read(&mut stdin)).is_err() {
                    return;
                }
            }
        });
        lines
    }

    /// The next line.
    pub(super) async fn next(&mut self, wanted: Wanted) -> Typed {
        if self.wanted.send(wanted).is_err() {
            return Typed::End;
        }
        self.typed.recv().await.unwrap_or(Typed::End)
    }
}

/// A line, of which no more is kept than can be sent.
fn read(from: &mut impl BufRead) -> Typed {
    let mut line = Vec::new();
    match from.by_ref().take(MOST).read_until(b'\n', &mut line) {
        Ok(0) | Err(_) => return Typed::End,
        Ok(_) => {}
    }
    if line.last() != Some(&b'\n') && line.len() as u64 == MOST {
        while matches!(from.by_ref().take(MOST).skip_until(b'\n'), Ok(skipped) if skipped as u64 == MOST)
        {
        }
        return Typed::Unreadable;
    }
    String::from_utf8(line).map_or(Typed::Unreadable, |line| {
        Typed::Line(line.trim_end_matches(['\n', '\r']).to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_one_by_one_and_what_is_no_text_is_told_apart() {
        let mut from = &b"one\r\n\xff\nlast"[..];

        let line = |text: &str| Typed::Line(text.to_owned());
        assert_eq!(read(&mut from), line("one"));
        assert_eq!(read(&mut from), Typed::Unreadable);
        assert_eq!(read(&mut from), line("last"));
        assert_eq!(read(&mut from), Typed::End);
    }

    #[test]
    fn t54_a_line_without_an_end_is_not_kept() {
        let long = [&vec![b'a'; 3 * usize::try_from(MOST).unwrap()][..], b"\nnext\n"].concat();
        let mut from = &long[..];

        assert_eq!(read(&mut from), Typed::Unreadable);
        assert_eq!(read(&mut from), Typed::Line("next".to_owned()));
    }
}
