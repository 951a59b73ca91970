//! What a peer's data is sealed with, and what seals that.
//!
//! A peer has one *store key*, 32 random bytes that never change. It stands in the file `store.key`, which only its owner may read: as it is, or
//! wrapped by a passphrase, which then has to be given at each start. Changing the passphrase wraps the same key anew.
//! [`Vault::seal`] seals small secrets, such as the person's keys, under keys derived from it; [`seal_backup`] seals a backup
//! under a passphrase of its own.
//!
//! Passphrases are stretched by Argon2id (RFC 9106) with 64 MiB, 3 passes and 4 lanes, the second choice of §4. Everything is sealed with
//! XChaCha20-Poly1305 (RFC 8439, draft-irtf-cfrg-xchacha) under a random nonce, with all that stands before it as
//! associated data.

mod backup;
mod entropy;
mod error;
mod files;
mod passphrase;
mod stretch;
mod vault;
mod wrapping;

pub use backup::{NotABackup, open_backup, seal_backup};
pub use entropy::NoEntropy;
pub use error::VaultError;
pub use passphrase::{BadPassphrase, Passphrase};
pub use vault::Vault;
