use std::sync::Arc;

use causerie_contracts::{DiskKind, Drive, Sample};
use causerie_files::FileId;
use causerie_usecases::ports::NotWritten;
use rstest::rstest;

const BYTES: usize = 200_000;

async fn begun(kind: DiskKind) -> (Drive, Sample, FileId) {
    let (drive, sample) = (kind.drive(), Sample::new(1, BYTES));
    let id = FileId::of(&sample.manifest);
    drive.parts.begin(&drive.folder, &id, BYTES as u64).await.unwrap();
    (drive, sample, id)
}

async fn write(drive: &Drive, sample: &Sample, numbers: &[u32]) -> Result<(), NotWritten> {
    let chunks = numbers.iter().map(|number| sample.chunk(*number)).collect();
    let written = drive.parts.write(&drive.folder, &FileId::of(&sample.manifest), chunks).await?;
    assert_eq!(written, numbers.iter().map(|number| sample.chunk(*number)).collect::<Vec<_>>());
    Ok(())
}

#[rstest]
#[tokio::test]
async fn what_comes_in_any_order_is_the_file_under_its_name(
    #[values(DiskKind::Memory, DiskKind::Real)] kind: DiskKind,
) {
    let (drive, sample, id) = begun(kind).await;

    write(&drive, &sample, &[3, 1]).await.unwrap();
    drive.parts.begin(&drive.folder, &id, BYTES as u64).await.unwrap();
    write(&drive, &sample, &[0, 2, 1]).await.unwrap();
    assert_eq!(drive.there(), (vec![], true));
    let name = sample.manifest.name.safe();
    let path = drive.parts.finish(&drive.folder, &id, &name).await.unwrap();
    drive.parts.discard(&drive.folder, &id).await.unwrap();

    assert_eq!(path, drive.folder.join("the report.pdf"));
    assert!(drive.own.read(&path, 0, BYTES + 1).await.unwrap() == Some(sample.bytes));
    assert_eq!(drive.there(), (vec!["the report.pdf".to_owned()], false));
}

#[rstest]
#[tokio::test]
async fn t54_what_is_there_is_never_overwritten(
    #[values(DiskKind::Memory, DiskKind::Real)] kind: DiskKind,
) {
    let (drive, sample, id) = begun(kind).await;
    let there = ["the report.pdf", "the report (2).pdf"].map(|it| drive.put(it, b"mine"));
    write(&drive, &sample, &[0, 1, 2, 3]).await.unwrap();

    let name = sample.manifest.name.safe();
    let path = drive.parts.finish(&drive.folder, &id, &name).await.unwrap();

    assert_eq!(path, drive.folder.join("the report (3).pdf"));
    for path in there {
        assert_eq!(drive.own.read(&path, 0, 9).await.unwrap().as_deref(), Some(&b"mine"[..]));
    }
}

#[rstest]
#[tokio::test]
async fn what_is_finished_again_is_at_the_same_place(
    #[values(DiskKind::Memory, DiskKind::Real)] kind: DiskKind,
) {
    let (drive, sample, id) = begun(kind).await;
    let _ = drive.put("the report.pdf", b"mine");
    let name = sample.manifest.name.safe();
    let path = drive.parts.finish(&drive.folder, &id, &name).await.unwrap();

    assert_eq!(drive.parts.finish(&drive.folder, &id, &name).await.unwrap(), path);

    drive.parts.discard(&drive.folder, &id).await.unwrap();
    let again = drive.parts.finish(&drive.folder, &id, &name).await;
    assert!(matches!(again, Err(NotWritten::Gone)), "{again:?}");
    assert_eq!(drive.there().0.len(), 2);
}

#[rstest]
#[tokio::test]
async fn two_of_one_name_that_end_at_once_are_two_files(
    #[values(DiskKind::Memory, DiskKind::Real)] kind: DiskKind,
) {
    let drive = Arc::new(kind.drive());
    let ends = (1..=8).map(|n| {
        let drive = drive.clone();
        tokio::spawn(async move {
            let sample = Sample::new(n, usize::from(n));
            let id = FileId::of(&sample.manifest);
            drive.parts.begin(&drive.folder, &id, u64::from(n)).await.unwrap();
            write(&drive, &sample, &[0]).await.unwrap();
            let name = sample.manifest.name.safe();
            let path = drive.parts.finish(&drive.folder, &id, &name).await.unwrap();
            drive.parts.discard(&drive.folder, &id).await.unwrap();
            drive.own.size(&path).await.unwrap()
        })
    });

    let mut sizes = Vec::new();
    for end in ends.collect::<Vec<_>>() {
        sizes.push(end.await.unwrap());
    }

    assert_eq!(sizes, (1..=8).map(Some).collect::<Vec<_>>());
    let (files, has_parts) = drive.there();
    assert_eq!((files.len(), has_parts), (8, false));
}

#[rstest]
#[tokio::test]
async fn what_is_abandoned_leaves_nothing_behind(
    #[values(DiskKind::Memory, DiskKind::Real)] kind: DiskKind,
) {
    let (drive, sample, id) = begun(kind).await;
    write(&drive, &sample, &[0]).await.unwrap();

    for _ in 0..2 {
        drive.parts.discard(&drive.folder, &id).await.unwrap();
    }

    assert_eq!(drive.there(), (vec![], false));
    let refused = write(&drive, &sample, &[1]).await;
    assert!(matches!(refused, Err(NotWritten::Gone)), "{refused:?}");
}

#[rstest]
#[tokio::test]
async fn t54_what_has_no_room_is_not_begun(
    #[values(DiskKind::Memory, DiskKind::Real)] kind: DiskKind,
) {
    let drive = kind.drive();
    let id = FileId::of(&Sample::new(1, 1).manifest);

    let refused = drive.parts.begin(&drive.folder, &id, 1 << 62).await;

    assert!(matches!(refused, Err(NotWritten::Full)), "{refused:?}");
    assert_eq!(drive.there(), (vec![], false));
}
