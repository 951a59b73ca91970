use thiserror::Error;
use zeroize::Zeroizing;

use crate::{NoEntropy, Passphrase, stretch::Cost, wrapping};

const MAGIC: &[u8] = b"causerie backup 1\n";

/// A backup that opens with `passphrase` and nothing else.
pub fn seal_backup(passphrase: &Passphrase, text: &[u8]) -> Result<Vec<u8>, NoEntropy> {
    wrapping::seal_with(passphrase, Cost::DEFAULT, MAGIC, text)
}

/// What is in a backup.
pub fn open_backup(
    passphrase: &Passphrase,
    backup: &[u8],
) -> Result<Zeroizing<Vec<u8>>, NotABackup> {
    let rest = backup.strip_prefix(MAGIC).ok_or(NotABackup::Foreign)?;
    wrapping::open_with(passphrase, MAGIC, rest).ok_or(NotABackup::DoesNotOpen)
}

/// Why a backup was not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NotABackup {
    /// It is something else, or a later version made it.
    #[error("not a backup that this version reads")]
    Foreign,
    /// The passphrase is another, or bytes of it were changed or lost.
    #[error("the passphrase is wrong, or the backup is damaged")]
    DoesNotOpen,
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHEAP: Cost = Cost { kibibytes: 8, passes: 1, lanes: 1 };

    fn words(text: &[u8]) -> Passphrase {
        Passphrase::try_from(text).unwrap()
    }

    #[test]
    fn a_backup_opens_with_its_passphrase_alone() {
        let backup = seal_backup(&words(b"correct horse"), b"everything").unwrap();

        assert_eq!(**open_backup(&words(b"correct horse"), &backup).unwrap(), *b"everything");
        assert_eq!(open_backup(&words(b"battery staple"), &backup), Err(NotABackup::DoesNotOpen));
        assert!(!backup.windows(10).any(|window| window == b"everything"));
    }

    #[test]
    fn t12_a_backup_that_was_changed_or_cut_does_not_open() {
        let backup = wrapping::seal_with(&words(b"correct horse"), CHEAP, MAGIC, b"text").unwrap();

        for at in 0..backup.len() {
            let mut changed = backup.clone();
            changed[at] ^= 1;
            assert!(open_backup(&words(b"correct horse"), &changed).is_err(), "bit at {at}");
            assert!(open_backup(&words(b"correct horse"), &backup[..at]).is_err(), "cut at {at}");
        }
        let longer = [&backup[..], &[0]].concat();
        assert!(open_backup(&words(b"correct horse"), &longer).is_err());
    }
}
