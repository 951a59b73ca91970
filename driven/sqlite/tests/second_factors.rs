//! Second factors in a directory's file are sealed.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

use std::{fs, path::Path, sync::Arc};

use causerie_chat::{
    AccountSecret, DeviceAddress, DeviceSecret, Enrolment, RecoveryCode, SecondFactor, Timestamp,
    TotpSecret,
};
use causerie_sqlite::{SqliteDirectory, SqliteSecondFactors, StoreKey};
use causerie_usecases::ports::{Registry, SecondFactorBook, SecondFactors, Unavailable};
use rusqlite::Connection;
use tempfile::TempDir;

const SECRET: [u8; 20] = *b"this is Alice's own.";

async fn open(file: &Path, key: u8) -> Result<SqliteSecondFactors, Unavailable> {
    let directory = Arc::new(SqliteDirectory::open(file).unwrap());
    SqliteSecondFactors::open(directory, &StoreKey::new([key; 32])).await
}

fn device(of: &str) -> DeviceAddress {
    format!("d1.{of}.peers.chat.example.org").parse().unwrap()
}

/// Alice and Bob have a second factor each.
async fn written(file: &Path) {
    let directory = Arc::new(SqliteDirectory::open(file).unwrap());
    let key = StoreKey::new([7; 32]);
    let factors = SqliteSecondFactors::open(directory.clone(), &key).await.unwrap();
    for (n, (name, secret)) in (1..).zip([("alice", SECRET), ("bob", [9; 20])]) {
        let (account, own) =
            (AccountSecret::from_seed(&[n; 32]), DeviceSecret::from_seed(&[n + 10; 32]));
        let enrolment = Enrolment::sign(device(name), &account, &own).verify().unwrap();
        directory.register(&enrolment, Timestamp::from_millis(1)).await.unwrap();
        let codes = std::array::from_fn(|_| RecoveryCode::from_random(*b"recover me"));
        let offered = SecondFactor::offered(TotpSecret::from_random(secret), &codes.into());
        factors.replace(&device(name).person, 0, Some(&offered)).await.unwrap();
    }
}

#[tokio::test]
async fn neither_secrets_nor_recovery_codes_stand_in_the_files() {
    let folder = TempDir::new().unwrap();
    written(&folder.path().join("directory.db")).await;

    let codes = RecoveryCode::from_random(*b"recover me").expose();
    let secret = TotpSecret::from_random(SECRET).expose();
    for file in fs::read_dir(folder.path()).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        for text in [&SECRET[..], b"recover me", codes.as_bytes(), secret.as_bytes()] {
            assert!(!bytes.windows(text.len()).any(|window| window == text));
        }
    }
}

#[tokio::test]
async fn they_open_with_the_key_they_were_sealed_with_and_with_no_other() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("directory.db");
    written(&file).await;

    let other = open(&file, 8).await.err().unwrap();
    let same = open(&file, 7).await.unwrap();

    let source = std::error::Error::source(&other).unwrap().to_string();
    assert!(source.contains("sealed with another key"), "{source}");
    let kept = same.second_factor(&device("alice").person).await.unwrap();
    assert_eq!(kept.revision, 1);
    assert!(kept.factor.is_some());
}

#[tokio::test]
async fn a_directory_without_second_factors_takes_any_key() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("directory.db");

    for key in [7, 8] {
        assert!(open(&file, key).await.is_ok());
    }
}

#[tokio::test]
async fn t51_one_that_was_moved_to_another_account_or_changed_is_an_error_and_not_none() {
    for change in [
        "UPDATE second_factors SET sealed = (SELECT sealed FROM second_factors WHERE person_ref = 2)
         WHERE person_ref = 1",
        "UPDATE second_factors SET sealed = zeroblob(length(sealed)) WHERE person_ref = 1",
        "UPDATE second_factors SET sealed = x'' WHERE person_ref = 1",
    ] {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("directory.db");
        written(&file).await;
        Connection::open(&file).unwrap().execute_batch(change).unwrap();

        let factors = open(&file, 7).await.unwrap();

        assert!(factors.second_factor(&device("alice").person).await.is_err(), "{change}");
        assert!(factors.second_factor(&device("bob").person).await.is_ok());
    }
}
