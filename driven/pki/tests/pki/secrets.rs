//! Secret keys and tokens in files.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use causerie_pki::{
    FileError, create_account_secret, create_device_secret, create_token, read_account_secret,
    read_device_secret, read_token,
};
use ed25519_dalek::{
    SigningKey,
    pkcs8::{EncodePrivateKey, spki::der::pem::LineEnding},
};
use rstest::rstest;
use tempfile::{TempDir, tempdir};

#[test]
fn a_secret_key_is_the_same_when_read_again() {
    let (_folder, path) = file();
    let other = path.with_extension("other");

    let account = create_account_secret(&path).unwrap();
    let device = create_device_secret(&other).unwrap();

    assert_eq!(read_account_secret(&path).unwrap().public(), account.public());
    assert_eq!(read_device_secret(&other).unwrap().public(), device.public());
    assert_ne!(account.public().as_bytes(), device.public().as_bytes());
    assert_eq!(mode(&path), 0o600);
}

#[test]
fn a_secret_key_is_never_written_over() {
    let (_folder, path) = file();
    let first = create_account_secret(&path).unwrap();

    let refused = create_account_secret(&path).unwrap_err();

    assert!(matches!(refused, FileError::Exists(_)));
    assert_eq!(read_account_secret(&path).unwrap().public(), first.public());
}

#[rstest]
fn a_secret_that_others_may_read_or_write_is_refused(
    #[values(0o640, 0o604, 0o620, 0o602, 0o666)] mode: u32,
) {
    let (_folder, path) = file();
    create_account_secret(&path).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();

    let refused = read_account_secret(&path).unwrap_err();

    assert!(matches!(refused, FileError::Exposed(_)));
    assert!(refused.to_string().ends_with(&format!("chmod 600 {}", path.display())), "{refused}");
}

#[test]
fn a_missing_secret_is_named() {
    let (_folder, path) = file();

    let refused = read_device_secret(&path).unwrap_err();

    assert!(matches!(refused, FileError::Missing(_)));
    assert!(refused.to_string().contains(path.to_str().unwrap()));
}

#[rstest]
#[case::empty("")]
#[case::text("hello")]
#[case::a_certificate("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
#[case::cut("-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEI")]
#[case::large(&"A".repeat(2049))]
fn what_is_no_key_is_refused(#[case] text: &str) {
    let (_folder, path) = file();
    write_secret(&path, text);

    let refused = read_account_secret(&path).unwrap_err();

    assert!(matches!(refused, FileError::Malformed(..) | FileError::Oversized(..)), "{refused}");
    assert_eq!(matches!(refused, FileError::Oversized(..)), text.len() > 2048);
}

#[rstest]
#[case::zeros([0; 32])]
#[case::equal_bytes([7; 32])]
#[case::counted(std::array::from_fn(|at| u8::try_from(at).unwrap()))]
#[case::of_rfc_8032_test_1([
    0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c, 0xc4,
    0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60,
])]
#[case::of_rfc_8410([
    0xd4, 0xee, 0x72, 0xdb, 0xf9, 0x13, 0x58, 0x4a, 0xd5, 0xb6, 0xd8, 0xf1, 0xf7, 0x69, 0xf8, 0xad,
    0x3a, 0xfe, 0x7c, 0x28, 0xcb, 0xf1, 0xd4, 0xfb, 0xe0, 0x97, 0xa8, 0x8f, 0x44, 0x75, 0x58, 0x42,
])]
fn t55_a_key_that_everybody_knows_is_refused(#[case] seed: [u8; 32]) {
    let (_folder, path) = file();
    let key = SigningKey::from_bytes(&seed).to_pkcs8_pem(LineEnding::LF).unwrap();
    write_secret(&path, &key);

    let refused = read_account_secret(&path).unwrap_err();

    assert!(matches!(refused, FileError::PublishedKey(_)), "{refused}");
}

#[test]
fn a_token_is_new_each_time_and_read_back() {
    let (_folder, path) = file();

    let first = create_token(&path).unwrap();
    let second = create_token(&path).unwrap();

    assert_eq!(first.as_str().len(), 43);
    assert_ne!(first.as_str(), second.as_str());
    assert_eq!(read_token(&path).unwrap().as_str(), second.as_str());
    assert_eq!(mode(&path), 0o600);
}

#[rstest]
fn what_is_no_token_is_refused(
    #[values("", "short", "=", "not base64url, 43 bytes long, all of it.")] text: &str,
) {
    let (_folder, path) = file();
    write_secret(&path, text);

    assert!(matches!(read_token(&path), Err(FileError::Malformed(..))));
}

#[test]
fn t61_secrets_do_not_print() {
    let (_folder, path) = file();
    let account = create_account_secret(&path).unwrap();
    let token = create_token(&path.with_extension("token")).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();

    let refused = read_account_secret(&path).unwrap_err();
    write_secret(&path, &text[..text.len() - 40]);
    let damaged = read_account_secret(&path).unwrap_err();

    assert_eq!(format!("{token:?}"), "Token(..)");
    assert_eq!(format!("{account:?}"), "AccountSecret(..)");
    let key = text.lines().nth(1).unwrap();
    for error in [refused, damaged] {
        assert!(!format!("{error} {error:?}").contains(&key[20..40]));
    }
}

fn file() -> (TempDir, PathBuf) {
    let folder = tempdir().unwrap();
    let path = folder.path().join("account.key");
    (folder, path)
}

fn write_secret(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}
