use causerie_wire::Problem;
use http::StatusCode;

use super::Failure;

impl Failure {
    /// What a directory refused a peer by this code, before there was a peer to ask.
    #[must_use]
    pub fn refused(code: &str, detail: &str) -> Self {
        let status = match code {
            "TOTP_RATE_LIMITED" => StatusCode::TOO_MANY_REQUESTS,
            "DIRECTORY_UNREACHABLE" => StatusCode::SERVICE_UNAVAILABLE,
            "DEVICE_IN_USE" | "TOO_MANY_DEVICES" => StatusCode::CONFLICT,
            _ => StatusCode::UNAUTHORIZED,
        };
        Self::Refused(Box::new(Problem {
            kind: "about:blank".to_owned(),
            title: status.canonical_reason().unwrap_or_default().to_owned(),
            status: status.as_u16(),
            code: code.to_owned(),
            detail: detail.to_owned(),
            retry: [StatusCode::TOO_MANY_REQUESTS, StatusCode::SERVICE_UNAVAILABLE]
                .contains(&status),
            refused: Vec::new(),
        }))
    }

    /// The same as a problem, with what to do next in its detail.
    #[must_use]
    pub fn problem(&self) -> Problem {
        let (status, code) = match self {
            Self::Refused(problem) => return Problem::clone(problem),
            Self::Advised { problem, next } => {
                let detail = format!("{}; {next}", problem.detail);
                return Problem { detail, ..Problem::clone(problem) };
            }
            Self::Usage(_) => (StatusCode::BAD_REQUEST, "USAGE"),
            Self::Words(_) | Self::Search(_) | Self::Digits(_) | Self::Passphrase(_) => {
                (StatusCode::BAD_REQUEST, "BAD_REQUEST")
            }
            Self::NotRunning { .. } => (StatusCode::SERVICE_UNAVAILABLE, "PEER_NOT_RUNNING"),
            Self::Interrupted { .. } => (StatusCode::SERVICE_UNAVAILABLE, "PEER_WENT_AWAY"),
            Self::Accepted { .. } => (StatusCode::SERVICE_UNAVAILABLE, "ACCEPTED"),
            Self::File { .. } | Self::PassphraseFile { .. } => {
                (StatusCode::INTERNAL_SERVER_ERROR, "FILE_UNUSABLE")
            }
            Self::NotAPeer => (StatusCode::BAD_GATEWAY, "NOT_A_PEER"),
            Self::NoTerminal { .. } | Self::NoCode => (StatusCode::BAD_REQUEST, "NO_TERMINAL"),
            Self::Told | Self::NotYet | Self::NoEntropy(_) | Self::Output(_) | Self::Other(_) => {
                (StatusCode::INTERNAL_SERVER_ERROR, "FAILED")
            }
        };
        let detail = match self.next() {
            Some(next) => format!("{self}; {next}"),
            None => self.to_string(),
        };
        Problem {
            kind: "about:blank".to_owned(),
            title: status.canonical_reason().unwrap_or_default().to_owned(),
            status: status.as_u16(),
            code: code.to_owned(),
            detail,
            retry: self.exit_code() == 3,
            refused: Vec::new(),
        }
    }
}
