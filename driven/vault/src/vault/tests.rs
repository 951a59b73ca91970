use std::os::unix::fs::PermissionsExt;

use rstest::rstest;
use tempfile::TempDir;

use super::*;

fn words(text: &[u8]) -> Passphrase {
    Passphrase::try_from(text).unwrap()
}

/// What makes a file with a wrapped key, cheaply.
fn wrapped(folder: &Path) -> Vault {
    let vault = Vault::create(folder, None).unwrap();
    let cost = Cost { kibibytes: 8, passes: 1, lanes: 1 };
    let bytes = vault.written(Some(&words(b"correct horse")), cost).unwrap();
    files::replace(&vault.file, &bytes).unwrap();
    vault
}

#[test]
fn the_key_is_the_same_each_time_and_through_every_change_of_the_passphrase() {
    let folder = TempDir::new().unwrap();
    let key = *Vault::create(folder.path(), None).unwrap().store_key();
    assert!(!Vault::is_locked(folder.path()).unwrap());

    let vault = Vault::open(folder.path(), None).unwrap();
    vault.change_passphrase(Some(&words(b"correct horse"))).unwrap();

    assert!(Vault::is_locked(folder.path()).unwrap());
    let vault = Vault::open(folder.path(), Some(&words(b"correct horse"))).unwrap();
    assert_eq!(*vault.store_key(), key);
    vault.change_passphrase(None).unwrap();
    assert_eq!(*Vault::open(folder.path(), None).unwrap().store_key(), key);
}

#[test]
fn without_the_right_passphrase_there_is_no_key() {
    let folder = TempDir::new().unwrap();
    wrapped(folder.path());

    let without = Vault::open(folder.path(), None);
    let wrong = Vault::open(folder.path(), Some(&words(b"battery staple")));

    assert!(matches!(without, Err(VaultError::PassphraseNeeded(_))));
    assert!(matches!(wrong, Err(VaultError::DoesNotOpen(_))));
}

#[test]
fn a_wrapped_key_is_not_in_the_file() {
    let folder = TempDir::new().unwrap();
    let key = *wrapped(folder.path()).store_key();

    let bytes = fs::read(Vault::file(folder.path())).unwrap();

    assert!(!bytes.windows(8).any(|window| window == &key[..8]));
}

#[test]
fn t12_a_file_that_was_changed_or_cut_gives_no_key() {
    let folder = TempDir::new().unwrap();
    wrapped(folder.path());
    let (file, passphrase) = (Vault::file(folder.path()), words(b"correct horse"));
    let good = fs::read(&file).unwrap();

    for at in 0..good.len() {
        let mut changed = good.clone();
        changed[at] ^= 1;
        for bytes in [&changed[..], &good[..at]] {
            files::replace(&file, bytes).unwrap();
            assert!(Vault::open(folder.path(), Some(&passphrase)).is_err(), "at {at}");
        }
    }
}

#[test]
fn a_bare_key_that_was_changed_is_not_taken_for_another_one() {
    let folder = TempDir::new().unwrap();
    Vault::create(folder.path(), None).unwrap();
    let file = Vault::file(folder.path());
    let good = fs::read(&file).unwrap();

    for at in 0..good.len() {
        let mut changed = good.clone();
        changed[at] ^= 1;
        files::replace(&file, &changed).unwrap();
        assert!(Vault::open(folder.path(), None).is_err(), "at {at}");
    }
}

#[test]
fn there_is_one_key_to_a_folder() {
    let folder = TempDir::new().unwrap();
    let key = *Vault::create(folder.path(), None).unwrap().store_key();

    let second = Vault::create(folder.path(), None);

    assert!(matches!(second, Err(VaultError::Exists(_))));
    assert_eq!(*Vault::open(folder.path(), None).unwrap().store_key(), key);
}

#[rstest]
#[case(0o644)]
#[case(0o640)]
fn a_key_that_others_can_read_is_refused(#[case] mode: u32) {
    let folder = TempDir::new().unwrap();
    Vault::create(folder.path(), None).unwrap();
    let file = Vault::file(folder.path());
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);

    fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();

    assert!(matches!(Vault::open(folder.path(), None), Err(VaultError::Exposed(_))));
}

#[test]
fn what_an_interrupted_change_left_behind_is_in_nobodys_way() {
    let folder = TempDir::new().unwrap();
    let vault = Vault::create(folder.path(), None).unwrap();
    let beside = folder.path().join("store.key.new");
    fs::write(&beside, b"half a fi").unwrap();

    let opened = Vault::open(folder.path(), None).unwrap();

    assert_eq!(opened.store_key(), vault.store_key());
    assert!(!beside.exists());
    fs::write(&beside, b"half a fi").unwrap();
    vault.change_passphrase(None).unwrap();
    assert!(!beside.exists());
}

#[test]
fn t21_what_is_sealed_opens_for_its_purpose_alone() {
    let folder = TempDir::new().unwrap();
    let vault = Vault::create(folder.path(), None).unwrap();

    let sealed = vault.seal("account key", b"secret").unwrap();

    assert_eq!(**vault.unseal("account key", &sealed).unwrap(), *b"secret");
    assert!(vault.unseal("device key", &sealed).is_none());
    assert!(vault.unseal("account key", &sealed[..sealed.len() - 1]).is_none());
    assert!(vault.unseal("account key", b"").is_none());
}

#[test]
fn a_secret_file_opens_for_its_purpose_and_under_its_key_alone() {
    let (folder, other) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let vault = Vault::create(folder.path(), None).unwrap();
    let file = folder.path().join("account.key");
    let secret = vault.create_secret(&file, "account key").unwrap();

    let again = vault.create_secret(&file, "account key");
    let foreign = Vault::create(other.path(), None).unwrap();

    assert!(matches!(again, Err(VaultError::Exists(_))));
    assert_eq!(vault.read_secret(&file, "account key").unwrap().unwrap(), secret);
    assert!(vault.read_secret(&file, "device key").is_err());
    assert!(foreign.read_secret(&file, "account key").is_err());
    let bytes = fs::read(&file).unwrap();
    assert!(!bytes.windows(8).any(|window| window == &secret[..8]));
    vault.keep_secret(&file, "account key", &[7; 32]).unwrap();
    assert_eq!(*vault.read_secret(&file, "account key").unwrap().unwrap(), [7; 32]);
    files::replace(&file, b"-----BEGIN").unwrap();
    assert!(vault.read_secret(&file, "account key").unwrap().is_none());
}

#[test]
fn t61_a_vault_does_not_print_its_key() {
    let folder = TempDir::new().unwrap();
    let vault = Vault::create(folder.path(), None).unwrap();

    let printed = format!("{vault:?}");

    assert!(printed.starts_with("Vault { file: ") && printed.len() < 200);
}
