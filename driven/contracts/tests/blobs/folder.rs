//! What is true of a folder on the disk alone.

use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::Path,
};

use causerie_contracts::{BlobKind, blob};
use causerie_disk::BlobFolder;
use causerie_usecases::ports::{BlobFiles, NotStored};
use tempfile::TempDir;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn names(folder: &Path) -> Vec<String> {
    let all = fs::read_dir(folder).unwrap();
    all.map(|it| it.unwrap().file_name().into_string().unwrap()).collect()
}

#[tokio::test]
async fn only_its_owner_reads_what_lies_there_and_it_is_called_by_its_hash() {
    let place = BlobKind::Folder.place();
    let folder = place.folder.unwrap();

    place.files.put(blob(1, 10)).await.unwrap();

    let name = blob(1, 10).hash().to_string();
    assert_eq!(names(&folder), [&*name]);
    assert_eq!((mode(&folder), mode(&folder.join(name))), (0o700, 0o600));
}

#[tokio::test]
async fn what_was_begun_and_not_ended_goes_and_what_is_anothers_stays() {
    let place = BlobKind::Folder.place();
    let folder = place.folder.unwrap();
    place.files.put(blob(1, 10)).await.unwrap();
    fs::write(folder.join("begun-7"), "half").unwrap();
    fs::write(folder.join("notes.txt"), "mine").unwrap();
    let odd = blob(2, 10).hash();
    fs::create_dir(folder.join(odd.to_string())).unwrap();

    let mut all = place.files.all().await.unwrap();

    all.sort_unstable();
    let mut expected = vec![(blob(1, 10).hash(), 10), (odd, u64::MAX)];
    expected.sort_unstable();
    assert_eq!(all, expected);
    let names = names(&folder);
    assert!(names.contains(&"notes.txt".to_owned()) && !names.contains(&"begun-7".to_owned()));
}

#[tokio::test]
async fn what_cannot_be_kept_leaves_nothing_behind() {
    let place = BlobKind::Folder.place();
    let folder = place.folder.unwrap();
    // Nothing can be put where a folder has its name.
    let taken = folder.join(blob(1, 10).hash().to_string());
    fs::create_dir(&taken).unwrap();
    fs::write(taken.join("a"), "a").unwrap();

    let refused = place.files.put(blob(1, 10)).await;

    assert!(matches!(refused, Err(NotStored::Unavailable(_))), "{refused:?}");
    assert_eq!(names(&folder).len(), 1);
}

#[tokio::test]
async fn a_link_is_no_folder() {
    let temporary = TempDir::new().unwrap();
    let (elsewhere, folder) = (temporary.path().join("elsewhere"), temporary.path().join("blobs"));
    fs::create_dir(&elsewhere).unwrap();
    symlink(&elsewhere, &folder).unwrap();

    assert!(BlobFolder::open(&folder).is_err());
    assert!(BlobFolder::open(&elsewhere).is_ok());
}

#[tokio::test]
async fn t57_what_lies_there_is_there_when_it_is_opened_again() {
    let place = BlobKind::Folder.place();
    place.files.put(blob(1, 10)).await.unwrap();

    let again = BlobFolder::open(&place.folder.unwrap()).unwrap();

    assert_eq!(again.all().await.unwrap(), [(blob(1, 10).hash(), 10)]);
    let read = again.read(&blob(1, 10).hash(), 0, 99).await.unwrap();
    assert_eq!(read.as_deref(), Some(blob(1, 10).as_bytes()));
    again.put(blob(2, 10)).await.unwrap();
    assert_eq!(again.all().await.unwrap().len(), 2);
}
