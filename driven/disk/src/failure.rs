use std::io::{self, ErrorKind};

use causerie_usecases::ports::NotWritten;

use crate::unavailable;

/// What it means that something could not be written.
pub(crate) fn not_written(error: io::Error) -> NotWritten {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            NotWritten::Full
        }
        ErrorKind::NotFound => NotWritten::Gone,
        ErrorKind::PermissionDenied
        | ErrorKind::NotADirectory
        | ErrorKind::AlreadyExists
        | ErrorKind::ReadOnlyFilesystem => NotWritten::NoFolder,
        _ => unavailable(error).into(),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use rustix::io::Errno;

    use super::*;

    #[rstest]
    #[case(Errno::NOSPC, "there is no room for it")]
    #[case(Errno::DQUOT, "there is no room for it")]
    #[case(Errno::FBIG, "there is no room for it")]
    #[case(Errno::NOENT, "what was there of it is gone")]
    #[case(Errno::ACCESS, "nothing can be written in that folder")]
    #[case(Errno::NOTDIR, "nothing can be written in that folder")]
    #[case(Errno::ROFS, "nothing can be written in that folder")]
    #[case(Errno::IO, "a service this depends on is unavailable")]
    fn what_the_system_says_is_one_of_four_reasons(#[case] error: Errno, #[case] reason: &str) {
        assert_eq!(not_written(error.into()).to_string(), reason);
    }
}
