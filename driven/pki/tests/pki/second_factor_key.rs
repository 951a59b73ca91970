//! The key that second factors are sealed with.

use std::{fs, os::unix::fs::PermissionsExt};

use causerie_pki::{FileError, init_directory, second_factor_key};
use rstest::rstest;

use crate::network::{DOMAIN, now};

#[test]
fn a_directory_has_one_and_keeps_it() {
    let folder = tempfile::tempdir().unwrap();
    init_directory(folder.path(), &DOMAIN.parse().unwrap(), now()).unwrap();

    let key = second_factor_key(folder.path()).unwrap();

    assert_eq!(*second_factor_key(folder.path()).unwrap(), *key);
    assert_ne!(*key, [0; 32]);
}

#[test]
fn a_directory_of_an_earlier_version_gets_one_of_its_own_that_nobody_else_may_read() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());

    let key = second_factor_key(one.path()).unwrap();

    assert_eq!(*second_factor_key(one.path()).unwrap(), *key);
    assert_ne!(*second_factor_key(other.path()).unwrap(), *key);
    let file = one.path().join("second-factors.key");
    assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn one_that_others_may_read_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    second_factor_key(folder.path()).unwrap();
    let file = folder.path().join("second-factors.key");
    fs::set_permissions(file, fs::Permissions::from_mode(0o640)).unwrap();

    let refused = second_factor_key(folder.path()).unwrap_err();

    assert!(matches!(refused, FileError::Exposed(_)));
}

#[rstest]
#[case::empty("")]
#[case::short("AAAA")]
#[case::long(&"A".repeat(64))]
#[case::no_base64(&"!".repeat(43))]
fn one_that_is_damaged_is_refused_and_not_made_anew(#[case] text: &str) {
    let folder = tempfile::tempdir().unwrap();
    second_factor_key(folder.path()).unwrap();
    let file = folder.path().join("second-factors.key");
    fs::write(&file, text).unwrap();

    let refused = second_factor_key(folder.path()).unwrap_err();

    assert!(matches!(refused, FileError::Malformed(..)), "{refused}");
    assert_eq!(fs::read_to_string(file).unwrap(), text);
}
