//! A directory.

use causerie_contracts::{Store, address, at, batch, challenge, device, enrolment, person};
use causerie_sqlite::SqliteDirectory;
use causerie_usecases::ports::{
    ChallengeBook, People, PreKeyBook, PreKeys, Published, Registry, Whereabouts,
};
use tempfile::TempDir;

use crate::given::{YOU, old_directory};

#[tokio::test]
async fn t57_all_that_a_directory_had_is_there() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("directory.db");
    old_directory(&file);

    let directory = SqliteDirectory::open(&file).unwrap();

    let (bob, to) = (enrolment(YOU, 1, 2), device("d1", YOU));
    let found = directory.person(&address(YOU)).await.unwrap().unwrap();
    let own = bob.enrolment();
    assert_eq!((found.account_key, found.devices[0].key), (own.account_key, own.device_key));
    let place = Published { address: "192.0.2.7:7500".parse().unwrap(), expires: at(9) };
    assert_eq!(directory.whereabouts(&to).await.unwrap(), Some(place));
    assert_eq!(
        directory.challenge(&challenge(1, at(60)).id).await.unwrap(),
        Some(challenge(1, at(60)))
    );
    assert_eq!(directory.answer(&challenge(1, at(60)).id).await.unwrap(), None);
    // There was no signature; the same enrolment brings it.
    assert!(found.verify().is_err());
    directory.register(&bob, at(3)).await.unwrap();
    assert_eq!(directory.person(&address(YOU)).await.unwrap(), Some(person(YOU, 1, &[("d1", 2)])));
    assert_eq!(directory.left(&to).await.unwrap(), None);
    PreKeys::publish(&directory, &to, &batch(2, 1, [1])).await.unwrap();
    assert_eq!(directory.left(&to).await.unwrap().unwrap().one_time, 1);
}

#[tokio::test]
async fn t51_a_signature_that_is_there_is_put_right_by_nobody() {
    let directory = Store::Sqlite.directory(10);
    directory.registry.register(&enrolment(YOU, 1, 2), at(0)).await.unwrap();

    directory.registry.register(&enrolment(YOU, 1, 2), at(1)).await.unwrap();
    directory.registry.register(&enrolment(YOU, 9, 2), at(2)).await.unwrap_err();

    let found = directory.people.person(&address(YOU)).await.unwrap();
    assert_eq!(found, Some(person(YOU, 1, &[("d1", 2)])));
}
