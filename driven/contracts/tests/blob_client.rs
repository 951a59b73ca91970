//! The directory's store of files over HTTPS keeps the promises of its ports.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

mod network;

use causerie_chat::{Cause, DeviceAddress};
use causerie_contracts::{blob, blob_list, file};
use causerie_files::{Blob, BlobHash, BlobList, Parts};
use causerie_usecases::ports::{
    BlobBook, NotGiven, NotUploaded, StoredFiles, UploadAnswers, UploadDesk, UploadStanding,
};
use network::{Member, Network};

const DAYS: u64 = 24 * 60 * 60 * 1_000;

async fn standing(of: &Member) -> Option<UploadStanding> {
    of.directory.standing(&of.device, &file(1)).await.unwrap()
}

#[tokio::test]
async fn a_file_is_listed_brought_read_and_removed() {
    let network = Network::begin().await;
    let (alice, bob) = (network.member("alice").await, network.member("bob").await);
    // The longest that there is, and more than is sent in one piece.
    let large = Blob::new(vec![9; Blob::MOST_BYTES as usize]).unwrap();
    let (small, list) = (blob(1, 100), |it: &Blob| (it.hash(), it.length()));
    let list = BlobList::new(vec![list(&small), list(&large)]).unwrap();
    assert_eq!(standing(&alice).await, None);

    for _ in 0..2 {
        alice.directory.list(&alice.device, &file(1), &list).await.unwrap();
    }
    alice.directory.put(large.clone()).await.unwrap();
    let told = standing(&alice).await.unwrap();
    assert_eq!(told.here, Parts::none(2).with(1));
    let left = told.until.millis() - causerie_edge::now().millis();
    assert!((13 * DAYS..=14 * DAYS).contains(&left));
    let unwhole = bob.directory.listed(&alice.device, &file(1)).await;
    assert!(matches!(unwhole, Err(NotGiven::NotOffered)));
    for _ in 0..2 {
        alice.directory.put(small.clone()).await.unwrap();
    }

    let told = bob.directory.listed(&alice.device, &file(1)).await.unwrap();
    assert_eq!(told, list);
    for blob in [&small, &large] {
        let given = bob.directory.blob(&blob.hash(), blob.as_bytes().len()).await.unwrap();
        assert!(given == blob.as_bytes());
    }
    for _ in 0..2 {
        alice.directory.unlist(&alice.device, &file(1)).await.unwrap();
    }
    assert_eq!(standing(&alice).await, None);
    assert_eq!(network.records.here(&large.hash()).await.unwrap(), None);
    let gone = bob.directory.blob(&large.hash(), 9).await;
    assert!(matches!(gone, Err(NotGiven::NotOffered)));
}

#[tokio::test]
async fn t54_what_is_longer_or_shorter_than_it_should_be_is_broken() {
    let network = Network::begin().await;
    let alice = network.member("alice").await;
    let (it, list) = (blob(1, 100), blob_list(&[1], 100));
    alice.directory.list(&alice.device, &file(1), &list).await.unwrap();
    alice.directory.put(it.clone()).await.unwrap();

    for bytes in [0, 99, 101] {
        let refused = alice.directory.blob(&it.hash(), bytes).await;
        assert!(matches!(refused, Err(NotGiven::Broken)), "{bytes}");
    }
}

#[tokio::test]
async fn each_refusal_comes_through() {
    let network = Network::begin().await;
    let (alice, bob) = (network.member("alice").await, network.member("bob").await);
    let large: Vec<_> =
        (0..257_u32).map(|n| (BlobHash::of(&n.to_be_bytes()), Blob::MOST_BYTES)).collect();
    let large = BlobList::new(large).unwrap();

    let quota = alice.directory.list(&alice.device, &file(1), &large).await;
    let unlisted = alice.directory.put(blob(1, 100)).await;
    let of_another = bob.directory.list(&alice.device, &file(1), &blob_list(&[1], 9)).await;
    let removing = bob.directory.unlist(&alice.device, &file(1)).await;
    let looking = bob.directory.standing(&alice.device, &file(1)).await;

    let refused = |it: Result<(), NotUploaded>| match it {
        Err(NotUploaded::Refused(cause)) => cause,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(quota), Cause::UPLOAD_QUOTA);
    assert!(matches!(unlisted, Err(NotUploaded::NotExpected)));
    let forbidden: Cause = "FORBIDDEN".parse().unwrap();
    assert_eq!(refused(of_another), forbidden);
    assert_eq!(refused(removing), forbidden);
    assert_eq!(refused(looking.map(drop)), forbidden);
}

#[tokio::test]
async fn who_has_no_credential_may_try_again_with_one() {
    let network = Network::begin().await;
    let alice = network.member("alice").await;

    let refused = network.stranger().list(&alice.device, &file(1), &blob_list(&[1], 9)).await;

    let Err(NotUploaded::NotNow { cause, .. }) = refused else { panic!("{refused:?}") };
    assert_eq!(cause, Cause::DIRECTORY_UNAVAILABLE);
}

#[tokio::test]
async fn nobody_elses_people_keep_anything_there() {
    let network = Network::begin().await;
    let alice = network.member("alice").await;
    let elsewhere: DeviceAddress = "d1.alice.peers.elsewhere.example".parse().unwrap();
    let list = blob_list(&[1], 9);
    alice.directory.list(&alice.device, &file(1), &list).await.unwrap();
    alice.directory.put(blob(1, 9)).await.unwrap();

    let refused = alice.directory.listed(&elsewhere, &file(1)).await;

    assert!(matches!(refused, Err(NotGiven::NotOffered)));
}
