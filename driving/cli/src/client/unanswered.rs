use std::path::Path;

use crate::failure::Failure;

/// Why a request has no answer.
#[derive(Debug)]
pub(super) enum Unanswered {
    /// No peer is running: nothing was sent.
    Away,
    /// The connection broke, or took too long: whether the request was carried out is not known.
    Broken,
    /// Asking again would not help.
    Failed(Failure),
}

impl Unanswered {
    /// The same to somebody who does not ask again.
    pub(super) fn at(self, data: &Path) -> Failure {
        let data = data.to_owned();
        match self {
            Self::Away => Failure::NotRunning { data },
            Self::Broken => Failure::Interrupted { data, sending: None },
            Self::Failed(failure) => failure,
        }
    }
}
