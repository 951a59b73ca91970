mod advice;
mod problem;

use std::{
    io::{self, ErrorKind, Write},
    path::PathBuf,
    process::ExitCode,
};

use causerie_chat::{InvalidSafetyNumber, InvalidSearchWords, InvalidText, MessageId};
use causerie_edge::NoEntropy;
use causerie_wire::Problem;
use thiserror::Error;

use crate::show::{Printable, json_line};

/// Why a command did not do what was asked. It says what happened; [`Failure::next`] says what to do about it.
#[derive(Debug, Error)]
pub enum Failure {
    /// The peer, or the directory behind it, refused.
    #[error("{} ({})", Printable(&.0.detail), Printable(&.0.code))]
    Refused(Box<Problem>),
    /// The same, where the command knows better than the code what to do about it.
    #[error("{} ({})", Printable(&.problem.detail), Printable(&.problem.code))]
    Advised {
        /// What was refused.
        problem: Box<Problem>,
        /// What to do.
        next: String,
    },
    /// What was typed is not understood, for the reason told.
    #[error("{0}")]
    Usage(String),
    /// Everything was told on standard output: something was refused, or failed, for good.
    #[error("refused for good")]
    Told,
    /// Everything was told on standard output: what was required, or asked after, has not come about yet.
    #[error("not yet")]
    NotYet,
    /// What stands on the standard input is no message.
    #[error("the standard input is not a message: {0}")]
    Words(#[from] InvalidText),
    /// What was given cannot be searched for.
    #[error(transparent)]
    Search(#[from] InvalidSearchWords),
    /// What was given as a safety number is none.
    #[error(transparent)]
    Digits(#[from] InvalidSafetyNumber),
    /// Nobody runs a peer on that folder.
    #[error("no peer is running on {}", .data.display())]
    NotRunning {
        /// The folder.
        data: PathBuf,
    },
    /// The connection to the peer broke, and it did not come back in time.
    #[error("the peer went away before it answered")]
    Interrupted {
        /// The folder.
        data: PathBuf,
        /// The message that was being sent, if one was.
        sending: Option<MessageId>,
    },
    /// The peer took the message, and went away before it told more of it.
    #[error("the peer has kept the message, and went away before it told how far it came")]
    Accepted {
        /// The folder.
        data: PathBuf,
    },
    /// A file of the data folder cannot be used.
    #[error("{} {reason}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: &'static str,
        /// What the operating system said, if it did.
        #[source]
        source: Option<io::Error>,
    },
    /// There is nobody to ask for a passphrase.
    #[error("there is no terminal at which to ask for the passphrase")]
    NoTerminal {
        /// The option that names a file with it.
        instead: &'static str,
    },
    /// There is nobody to ask for a code of the second factor.
    #[error(
        "a code of the second factor is needed, and there is no terminal at which to ask for it"
    )]
    NoCode,
    /// What was given as a passphrase cannot be one, for the reason told.
    #[error("{0}")]
    Passphrase(&'static str),
    /// The file with a passphrase cannot be used.
    #[error("{} {reason}", .path.display())]
    PassphraseFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: &'static str,
        /// What the operating system said, if it did.
        #[source]
        source: Option<io::Error>,
    },
    /// What answers is no peer of this version.
    #[error("what answers at the peer's local address does not speak this version's API")]
    NotAPeer,
    /// The operating system has no random numbers.
    #[error(transparent)]
    NoEntropy(#[from] NoEntropy),
    /// Standard output cannot be written.
    #[error("standard output cannot be written: {0}")]
    Output(#[from] io::Error),
    /// What a binary could not do by itself, in its words.
    #[error("{0}")]
    Other(String),
}

/// What the exit codes mean, as `--help` has it.
#[must_use]
pub fn exit_codes() -> &'static str {
    "Exit codes:\n  \
     0  done\n  \
     1  refused, or failed\n  \
     2  not understood: see --help\n  \
     3  the peer is not running\n  \
     4  not yet: not delivered or not signed in, where that is required; or held up, where you ask why"
}

/// Says on standard error what went wrong, for people or as a JSON problem (RFC 9457), and how the process ends. A
/// reader that went away, as `head` does, is no failure.
#[must_use]
pub fn end(outcome: Result<(), Failure>, json: bool) -> ExitCode {
    let Err(failure) = outcome else { return ExitCode::SUCCESS };
    if let Some(text) = failure.text(json) {
        // Where nobody reads standard error there is nobody to tell.
        let _ = io::stderr().write_all(text.as_bytes());
    }
    ExitCode::from(failure.exit_code())
}

impl Failure {
    /// How the process ends; [`exit_codes`] says what it means.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Output(closed) if closed.kind() == ErrorKind::BrokenPipe => 0,
            Self::Usage(_) | Self::Words(_) | Self::Search(_) | Self::Digits(_) => 2,
            Self::NotRunning { .. } | Self::Interrupted { .. } | Self::Accepted { .. } => 3,
            Self::NotYet => 4,
            Self::Refused(_)
            | Self::Advised { .. }
            | Self::Told
            | Self::File { .. }
            | Self::NoTerminal { .. }
            | Self::NoCode
            | Self::Passphrase(_)
            | Self::PassphraseFile { .. }
            | Self::NotAPeer
            | Self::NoEntropy(_)
            | Self::Output(_)
            | Self::Other(_) => 1,
        }
    }

    fn text(&self, json: bool) -> Option<String> {
        match self {
            Self::Told | Self::NotYet => None,
            Self::Output(closed) if closed.kind() == ErrorKind::BrokenPipe => None,
            _ if json => Some(json_line(&self.problem())),
            _ => Some(match self.next() {
                Some(next) => format!("{self}\n  next: {next}\n"),
                None => format!("{self}\n"),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn refused(code: &str, retry: bool) -> Failure {
        Failure::Refused(Box::new(Problem {
            kind: "about:blank".to_owned(),
            title: "Not Found".to_owned(),
            status: 404,
            code: code.to_owned(),
            detail: "nobody can be found under that name".to_owned(),
            retry,
            refused: Vec::new(),
        }))
    }

    fn data() -> PathBuf {
        PathBuf::from("/")
    }

    #[rstest]
    #[case(refused("USER_NOT_FOUND", false), 1)]
    #[case(Failure::Told, 1)]
    #[case(Failure::Other("no".to_owned()), 1)]
    #[case(Failure::Usage("no such command".to_owned()), 2)]
    #[case(Failure::Words(InvalidText), 2)]
    #[case(Failure::Digits(InvalidSafetyNumber), 2)]
    #[case(Failure::Search(InvalidSearchWords), 2)]
    #[case(Failure::NoTerminal { instead: "--passphrase-file" }, 1)]
    #[case(Failure::NoCode, 1)]
    #[case(Failure::Passphrase("too short"), 1)]
    #[case(Failure::NotRunning { data: data() }, 3)]
    #[case(Failure::Interrupted { data: data(), sending: None }, 3)]
    #[case(Failure::Accepted { data: data() }, 3)]
    #[case(Failure::NotYet, 4)]
    #[case(Failure::Output(ErrorKind::StorageFull.into()), 1)]
    #[case(Failure::Output(ErrorKind::BrokenPipe.into()), 0)]
    fn an_exit_code_tells_what_happened(#[case] failure: Failure, #[case] code: u8) {
        assert_eq!(failure.exit_code(), code);
        assert!(exit_codes().contains(&format!("\n  {code}  ")));
    }

    #[test]
    fn a_refusal_is_told_with_its_code_and_what_to_do() {
        let text = refused("USER_NOT_FOUND", false).text(false).unwrap();

        assert_eq!(
            text,
            "nobody can be found under that name (USER_NOT_FOUND)\n  \
             next: check the spelling, and that they have registered\n"
        );
        assert!(refused("UNAVAILABLE", true).next().unwrap().starts_with("try again"));
    }

    #[test]
    fn who_has_no_running_peer_learns_how_to_start_it() {
        let registered = Failure::NotRunning { data: data() }.text(false).unwrap();
        let stranger = Failure::NotRunning { data: "/no/such".into() }.text(false).unwrap();

        assert_eq!(registered, "no peer is running on /\n  next: start it: causerie up --data /\n");
        assert!(stranger.contains("causerie register NAME"));
    }

    #[test]
    fn for_scripts_it_is_one_line_of_json() {
        let text = Failure::NotRunning { data: data() }.text(true).unwrap();

        let problem: Problem = serde_json::from_str(&text).unwrap();
        assert_eq!((problem.code.as_str(), problem.retry), ("PEER_NOT_RUNNING", true));
        assert_eq!(text.matches('\n').count(), 1);
    }

    #[test]
    fn what_was_told_already_and_a_closed_pipe_are_silent() {
        for failure in
            [Failure::Told, Failure::NotYet, Failure::Output(ErrorKind::BrokenPipe.into())]
        {
            assert_eq!(failure.text(false), None);
            assert_eq!(failure.text(true), None);
        }
    }
}
