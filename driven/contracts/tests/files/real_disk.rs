//! What only a real disk does.

use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt, symlink},
    time::Duration,
};

use causerie_contracts::{DiskKind, Drive, Sample};
use causerie_disk::Disk;
use causerie_files::FileId;
use causerie_usecases::ports::NotWritten;
use rustix::fs::{CWD, FileType, Mode, mknodat};
use tempfile::TempDir;
use tokio::time::timeout;

fn given() -> (Drive, Sample, FileId) {
    let (drive, sample) = (DiskKind::Real.drive(), Sample::new(1, 10));
    let id = FileId::of(&sample.manifest);
    (drive, sample, id)
}

#[tokio::test]
async fn t54_nothing_is_written_through_a_link_that_somebody_put_there() {
    let ((drive, sample, id), elsewhere) = (given(), TempDir::new().unwrap());
    let victim = elsewhere.path().join("victim");
    fs::write(&victim, b"mine").unwrap();
    symlink(elsewhere.path(), drive.folder.join(Disk::PARTS)).unwrap();

    let refused = drive.parts.begin(&drive.folder, &id, 10).await;
    assert!(!elsewhere.path().join(id.to_string()).exists());
    fs::write(elsewhere.path().join(id.to_string()), b"mine").unwrap();
    let written = drive.parts.write(&drive.folder, &id, vec![sample.chunk(0)]).await;

    assert!(matches!(refused, Err(NotWritten::NoFolder)), "{refused:?}");
    assert!(matches!(written, Err(NotWritten::Gone)), "{written:?}");
    fs::remove_file(drive.folder.join(Disk::PARTS)).unwrap();
    fs::create_dir(drive.folder.join(Disk::PARTS)).unwrap();
    symlink(&victim, drive.folder.join(Disk::PARTS).join(id.to_string())).unwrap();
    let refused = drive.parts.begin(&drive.folder, &id, 10).await;
    let written = drive.parts.write(&drive.folder, &id, vec![sample.chunk(0)]).await;
    assert!(matches!(refused, Err(NotWritten::NoFolder)), "{refused:?}");
    assert!(matches!(written, Err(NotWritten::Gone)), "{written:?}");
    drive.parts.discard(&drive.folder, &id).await.unwrap();
    let inside = fs::read(elsewhere.path().join(id.to_string())).unwrap();
    assert_eq!((fs::read(&victim).unwrap(), inside), (b"mine".to_vec(), b"mine".to_vec()));
}

#[tokio::test]
async fn t54_a_link_that_leads_nowhere_is_not_written_through_either() {
    let ((drive, sample, id), elsewhere) = (given(), TempDir::new().unwrap());
    let nowhere = elsewhere.path().join("nowhere");
    symlink(&nowhere, drive.folder.join("the report.pdf")).unwrap();
    drive.parts.begin(&drive.folder, &id, 10).await.unwrap();
    drive.parts.write(&drive.folder, &id, vec![sample.chunk(0)]).await.unwrap();

    let path = drive.parts.finish(&drive.folder, &id, &sample.manifest.name.safe()).await.unwrap();

    assert_eq!(path, drive.folder.join("the report (2).pdf"));
    assert!(!nowhere.exists());
}

#[tokio::test]
async fn what_comes_is_this_persons_alone() {
    let (drive, sample, id) = given();
    drive.parts.begin(&drive.folder, &id, 10).await.unwrap();
    let mode = |path| fs::metadata(path).unwrap().permissions().mode() & 0o777;

    assert_eq!(mode(drive.folder.join(Disk::PARTS)), 0o700);
    drive.parts.write(&drive.folder, &id, vec![sample.chunk(0)]).await.unwrap();
    let path = drive.parts.finish(&drive.folder, &id, &sample.manifest.name.safe()).await.unwrap();
    drive.parts.discard(&drive.folder, &id).await.unwrap();

    assert_eq!((mode(path.clone()), fs::metadata(path).unwrap().nlink()), (0o600, 1));
}

#[tokio::test]
async fn a_folder_is_made_and_what_is_none_is_refused() {
    let (drive, _, id) = given();
    let file = drive.put("a.txt", b"mine");

    drive.parts.begin(&drive.folder.join("a/b"), &id, 10).await.unwrap();
    let refused = drive.parts.begin(&file.join("b"), &id, 10).await;

    assert!(drive.folder.join("a/b").join(Disk::PARTS).join(id.to_string()).is_file());
    assert!(matches!(refused, Err(NotWritten::NoFolder)), "{refused:?}");
}

#[tokio::test]
async fn t54_nobody_waits_for_a_pipe() {
    let (drive, ..) = given();
    let pipe = drive.folder.join("pipe");
    mknodat(CWD, &pipe, FileType::Fifo, Mode::RUSR, 0).unwrap();

    let read = timeout(Duration::from_secs(5), drive.own.read(&pipe, 0, 5)).await;

    assert_eq!(read.unwrap().unwrap(), None);
}
