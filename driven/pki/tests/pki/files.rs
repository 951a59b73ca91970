//! Roots in files, and files that are cut short by a crash.

use std::fs;

use causerie_pki::{FileError, NotARoot, Root, create_device_secret, read_device_secret};
use rstest::rstest;

use crate::network::Network;

#[test]
fn a_root_is_kept_once() {
    let network = Network::new();
    let path = network.file("pinned.pem");

    network.root().keep(&path).unwrap();
    let again = network.root().keep(&path);

    assert!(Root::read(&path).is_ok());
    assert_eq!(fs::read(&path).unwrap(), fs::read(network.file("root.pem")).unwrap());
    assert!(matches!(again, Err(FileError::Exists(_))));
}

#[rstest]
#[case::an_issuer(&["issuer.pem"])]
#[case::a_leaf_with_its_issuer(&["tls.pem"])]
#[case::two_roots(&["root.pem", "root.pem"])]
#[case::a_key(&["root.key"])]
#[case::a_root_with_its_key(&["root.pem", "root.key"])]
#[case::text(&["domain"])]
#[case::nothing(&[])]
fn what_is_not_one_root_is_refused(#[case] files: &[&str]) {
    let network = Network::new();

    let pem: Vec<u8> =
        files.iter().flat_map(|file| fs::read(network.file(file)).unwrap()).collect();

    assert!(matches!(Root::from_pem(&pem), Err(NotARoot)));
}

#[test]
fn a_root_of_more_than_16_kib_is_not_read() {
    let network = Network::new();
    let mut pem = fs::read(network.file("root.pem")).unwrap();
    pem.resize(16_385, b'\n');
    let path = network.file("large.pem");
    fs::write(&path, &pem).unwrap();

    assert!(matches!(Root::read(&path), Err(FileError::Oversized(file, 16_384)) if file == path));
    assert!(Root::from_pem(&pem).is_err());
    assert!(Root::from_pem(&pem[..16_384]).is_ok());
}

#[test]
fn what_an_interrupted_process_left_is_swept_away() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("device.key");
    fs::write(folder.path().join("device.key.new"), "half a k").unwrap();

    let secret = create_device_secret(&path).unwrap();

    assert_eq!(read_device_secret(&path).unwrap().public(), secret.public());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_folder_is_not_a_file() {
    let folder = tempfile::tempdir().unwrap();

    assert!(matches!(Root::read(folder.path()), Err(FileError::NotAFile(_))));
}
