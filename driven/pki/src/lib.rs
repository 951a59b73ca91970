//! Keys and certificates: the files they are kept in, the authority that signs them, and the TLS they are shown in.
//!
//! A network has one root, pinned by every device. Under it stands an issuing authority for one domain, *name-constrained*
//! to that domain, and under that the directory's certificate and one for each device. A device's certificate carries
//! its name as a DNS name, so that the stock verifiers of rustls and webpki check everything: there is no verifier of
//! our own here, and no way to skip one.
//!
//! All TLS is 1.3, prefers the hybrid X25519MLKEM768, and never resumes a session, so that each connection
//! proves again who is there and that its certificate has not expired.
//!
//! Secret files have mode 0600 from their first byte and are refused when others could read them. A file appears whole
//! or not at all.

mod authority;
mod certificates;
mod chain;
mod directory_files;
mod directory_folder;
mod directory_tls;
mod entropy;
mod error;
mod file_error;
mod files;
mod identity;
mod issuer;
mod key_file;
mod moderators;
mod operator;
mod public_rooms;
mod published_keys;
mod request;
mod root;
mod second_factor_key;
mod secrets;
mod shown;
mod signing_key;
mod tls;
mod token;
mod validity;

pub use authority::FileAuthority;
pub use chain::UnfitCertificate;
pub use directory_folder::{init_directory, read_domain, renew_issuer};
pub use directory_tls::DirectoryTls;
pub use entropy::NoEntropy;
pub use error::PkiError;
pub use file_error::FileError;
pub use identity::DeviceIdentity;
pub use moderators::FileModerators;
pub use operator::FileOperator;
pub use public_rooms::FilePublicRooms;
pub use root::{NotARoot, Root};
pub use second_factor_key::second_factor_key;
pub use secrets::{
    create_account_secret, create_device_secret, read_account_secret, read_device_secret,
};
pub use token::{Token, create_token, read_token};
